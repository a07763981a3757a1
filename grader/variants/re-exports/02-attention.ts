export { attentionPattern, attention } from './my-attention';
