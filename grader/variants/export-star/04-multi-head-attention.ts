export * from './parts/multi-head-attention';
