export { splitHeads, mergeHeads, multiHeadAttention } from './my-multi-head-attention';
