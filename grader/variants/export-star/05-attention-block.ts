export * from './work/attention-block';
