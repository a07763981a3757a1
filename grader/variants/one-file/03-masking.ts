export { causalMask, applyMask, maskedAttention } from './model';
