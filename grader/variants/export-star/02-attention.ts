export * from './parts/attention';
