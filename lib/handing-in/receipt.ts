/** The receipt: what was packed, when, with what, and what was known about it. It stays with the student. */
import { basename } from 'node:path';
import homework from '../../package.json';
import { sha256Of } from '../text/sha256';
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
    sha256: sha256Of(zip.bytes),
    bytes: zip.bytes.length,
    packed: new Date().toISOString(),
    versions: { homework: homework.version, node: process.versions.node, platform: process.platform },
    ...state,
    files: packed.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256Of(bytes) })),
    leftOut: omitted,
  };
}
