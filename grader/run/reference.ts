/** The functions of the reference solution, by name; imported by the trusted side alone. */
import type { StudentFunction } from '../../lib/health/health';
import * as encoding from '../../solutions/01-positional-encoding';
import * as attention from '../../solutions/02-attention';
import * as masking from '../../solutions/03-masking';
import * as heads from '../../solutions/04-multi-head-attention';
import * as block from '../../solutions/05-attention-block';
import * as transformer from '../../solutions/06-transformer';
import * as text from '../../solutions/07-text';
import * as bigram from '../../solutions/08-bigram';
import * as training from '../../solutions/09-training';
import * as sampling from '../../solutions/10-sampling';
import * as encoder from '../../solutions/11-encoder';

const functions: Readonly<Record<string, StudentFunction>> = {
  ...encoding,
  ...attention,
  ...masking,
  ...heads,
  ...block,
  ...transformer,
  ...text,
  ...bigram,
  ...training,
  ...sampling,
  ...encoder,
};

/**
 * The reference for a function of the course.
 *
 * @throws {RangeError} when there is none
 */
export function referenceFunction(name: string): StudentFunction {
  const found = functions[name];
  if (found) return found;
  throw new RangeError(`The solutions export no function "${name}"`);
}
