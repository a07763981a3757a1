export * from './work/masking';
