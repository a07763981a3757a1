/** Why a call gave no value, as the process of a submission says: checked, for nobody vouches for it. */
import { z } from 'zod';
import { oneLine } from './one-line';
import type { Fault } from './protocol';

const line = z.string().transform((text) => oneLine(text, 200));

const faultSchema = z.object({
  kind: z.enum(['todo', 'threw', 'missing']),
  name: line,
  message: z.string().transform((text) => oneLine(text, 2000)),
  at: line.optional(),
  exercise: line.optional(),
}) satisfies z.ZodType<Fault>;

/** The fault that was told; one that cannot be read is a fault, too. */
export function readFault(told: unknown): Fault {
  const { data } = faultSchema.safeParse(told);
  return data ?? { kind: 'threw', name: 'Error', message: 'an error that cannot be read' };
}
