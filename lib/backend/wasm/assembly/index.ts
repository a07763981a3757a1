// What the module exports.
export { matMul, matMulSpace } from './matmul';
