export { causalMask, applyMask, maskedAttention } from './my-masking';
