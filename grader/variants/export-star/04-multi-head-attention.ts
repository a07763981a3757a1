export * from './work/multi-head-attention';
