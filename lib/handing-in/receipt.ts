/** The receipt: what was packed, when, with what, and what was known about it. It stays with the student. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import homework from '../../package.json';
import type { Collected } from './collect';
import type { SubmissionState } from './state';

export interface Receipt extends SubmissionState {
  readonly file: string;
  /** Of the zip: whoever has it can tell whether it is this one. */
  readonly sha256: string;
  readonly bytes: number;
  /** When it was packed: ISO 8601. */
  readonly packed: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly leftOut: Collected['omitted'];
}

/** @param zip - its path and bytes */
export function receiptOf(
  zip: { readonly path: string; readonly bytes: Buffer },
  { packed, omitted }: Collected,
  state: SubmissionState,
): Receipt {
  return {
    file: basename(zip.path),
    sha256: sha256(zip.bytes),
    bytes: zip.bytes.length,
    packed: new Date().toISOString(),
    versions: { homework: homework.version, node: process.versions.node, platform: process.platform },
    ...state,
    files: packed.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256(bytes) })),
    leftOut: omitted,
  };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
