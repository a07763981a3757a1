export * from './positional-encoding';
export * from './multi-head-attention';
export * from './attention';
export * from './transformer';
export * from './masking';
export * from './attention-block';
