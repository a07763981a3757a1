/** Which backend is used, and the sentence that says why. */

/** All backends. */
export const backendNames = ['native', 'wasm', 'cpu'] as const;

export type BackendName = (typeof backendNames)[number];

/** The environment variable that names the backend to use. */
export const backendVariable = 'TRANSFORMER_BACKEND';

/** The backend in use. */
export interface StartedBackend {
  readonly name: BackendName;
  /** The reason in one sentence, such as `native is not installed; wasm is used`. */
  readonly why: string;
}

/** From how many parameters on a training step is faster on native than on wasm: measured, see docs/backends.md. */
export const nativeFrom = 500_000;

/**
 * The backends in the order in which they are tried, the fastest first.
 *
 * @param parameters - how many numbers the model has that is to be trained; of the homework when not given
 */
export function backendOrder(parameters = 0): readonly BackendName[] {
  return parameters < nativeFrom ? ['wasm', 'native', 'cpu'] : ['native', 'wasm', 'cpu'];
}

/** A backend that was asked for, and where: `--backend` or the name of an environment variable. */
export interface Wish {
  readonly name: BackendName;
  readonly source: string;
}

/**
 * Finds out which backend was asked for.
 *
 * @param places - where a wish may stand, the one that wins first
 * @returns the first wish, or undefined when there is none
 * @throws {RangeError} when that wish names no backend
 */
export function wishedBackend(
  ...places: readonly { readonly source: string; readonly value: string | undefined }[]
): Wish | undefined {
  for (const { source, value } of places) {
    if (value === undefined) continue;
    const name = backendNames.find((known) => known === value);
    if (name) return { name, source };
    throw new RangeError(
      `Unknown backend "${value}" (${source}): expected one of ${backendNames.join(', ')}`,
    );
  }
  return undefined;
}

/**
 * Starts the backend that was asked for, or else the fastest one that works.
 *
 * @param start - starts one backend; rejects with an error whose message goes on after its name, as in
 *   `is not installed`
 * @param parameters - the size of the model, see {@link backendOrder}
 * @throws {Error} when the wish cannot be met, or when no backend works
 */
export async function chooseBackend(
  wish: Wish | undefined,
  start: Readonly<Record<BackendName, () => Promise<void>>>,
  parameters?: number,
): Promise<StartedBackend> {
  if (wish) return startWished(wish, start[wish.name]);
  const reasons: string[] = [];
  for (const name of backendOrder(parameters)) {
    const failure = await failureOf(name, start[name]);
    if (!failure) return { name, why: [...reasons, `${name} is used`].join('; ') };
    reasons.push(failure);
  }
  throw new Error(`No backend works: ${reasons.join('; ')}`);
}

async function startWished({ name, source }: Wish, start: () => Promise<void>): Promise<StartedBackend> {
  const failure = await failureOf(name, start);
  if (!failure) return { name, why: `${name} is used, as ${source} asks` };
  const others = backendNames.filter((other) => other !== name).join(' or ');
  throw new Error(`${failure}, but ${source} asks for it: ask for ${others}, or leave the choice out`);
}

/** Why a backend does not start, or undefined when it did. */
async function failureOf(name: BackendName, start: () => Promise<void>): Promise<string | undefined> {
  try {
    await start();
    return undefined;
  } catch (error) {
    return `${name} ${error instanceof Error ? error.message : String(error)}`;
  }
}
