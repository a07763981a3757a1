export { splitHeads, mergeHeads, multiHeadAttention } from './model';
