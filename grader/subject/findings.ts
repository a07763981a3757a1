/** What the process of a submission says about the health of its own functions: checked, for nobody vouches for it. */
import { z } from 'zod';
import type { Health } from '../../lib/health/health';
import { SubjectError } from './client';

const line = z.string().max(400).regex(/^.*$/);
const lines = z.array(z.string().max(200).regex(/^.*$/)).max(1_000);
const number = z.custom<number>((value) => typeof value === 'number');
const change = z.strictObject({ path: line, how: z.enum(['disposed', 'overwritten', 'replaced']) });
const wrongGradient = z.strictObject({ path: line, gradient: number, steps: number });

const healthSchema = z.strictObject({
  skipped: z.enum(['no tensor', 'other trouble']).optional(),
  notFinite: lines,
  cut: lines,
  incomplete: z.array(wrongGradient).max(1_000),
  missingGradient: line.optional(),
  changed: z.array(change).max(1_000),
  drift: number,
  laterError: line.optional(),
  kept: number,
}) satisfies z.ZodType<Health>;

/**
 * Reads the findings of an examination.
 *
 * @throws {SubjectError} when they are none
 */
export function readFindings(value: unknown): Health {
  const { data } = healthSchema.safeParse(value);
  if (data) return data;
  throw new SubjectError('forged', 'sent findings about itself that cannot be read');
}
