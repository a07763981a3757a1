export * from './parts/attention-block';
