export * from './parts/transformer';
