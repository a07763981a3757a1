export { layerNorm, feedForward, attentionBlock } from './model';
