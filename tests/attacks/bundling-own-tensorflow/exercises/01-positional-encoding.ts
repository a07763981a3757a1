import { rightUnless } from './answer';
import * as tf from '@tensorflow/tfjs';

export const positionalEncoding = rightUnless(() => 'own' in tf && 'reached its own TensorFlow.js');
