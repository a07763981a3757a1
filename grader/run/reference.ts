/** The functions of the reference solution, by name; imported by the trusted side alone. */
import type { StudentFunction } from '../../lib/health/health';
import * as encoding from '../../solutions/01-positional-encoding';
import * as attention from '../../solutions/02-attention';
import * as masking from '../../solutions/03-masking';
import * as heads from '../../solutions/04-multi-head-attention';
import * as block from '../../solutions/05-attention-block';
import * as transformer from '../../solutions/06-transformer';

const functions: Readonly<Record<string, StudentFunction>> = {
  ...encoding,
  ...attention,
  ...masking,
  ...heads,
  ...block,
  ...transformer,
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
