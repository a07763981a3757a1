export { attend, scoresOf } from './products';
export * from './softmax';
