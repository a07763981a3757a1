export { layerNorm, feedForward, attentionBlock } from './my-attention-block';
