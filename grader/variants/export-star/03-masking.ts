export * from './parts/masking';
