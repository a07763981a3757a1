export { attentionPattern, attention } from './model';
