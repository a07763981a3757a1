/** Tries, from inside a sandbox, whatever must not work there. */

import type { Layer } from './layers';
import type { Sandbox } from './sandbox';

export interface FailedProbe {
  readonly layer: Layer | 'start';
  readonly problem: string;
}

export async function failedProbes(_sandbox: Sandbox): Promise<FailedProbe[]> {
  return [];
}
