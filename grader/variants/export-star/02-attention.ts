export * from './work/attention';
