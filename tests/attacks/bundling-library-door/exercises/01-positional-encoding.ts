export * from '../lib/cli/../../solutions/01-positional-encoding';
