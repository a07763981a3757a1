export * from './work/transformer';
