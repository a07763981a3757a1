/** The numbers in a checkpoint, as something that is quickly compared bit by bit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../../../lib/language-model/run-files';
import { decodeSafetensors } from '../../../lib/language-model/safetensors';
import { sha256Of } from '../../../lib/text/sha256';

/** @returns a fingerprint of each tensor, of the model and of Adam's means */
export function weightsOf(folder: string): Record<string, string> {
  const { tensors } = decodeSafetensors(readFileSync(join(folder, runFiles.checkpoint)));
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { data }]) => [name, sha256Of(new Uint8Array(data.buffer))]),
  );
}
