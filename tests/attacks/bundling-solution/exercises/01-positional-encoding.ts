export * from '../solutions/01-positional-encoding';
