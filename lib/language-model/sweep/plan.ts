/** What a sweep trains: settings that all models share, and what each of them has of its own. */
import { UsageError } from '../../cli/start';
import { checkKeys, completeSettings, readObject, rules, type Settings } from '../settings';

export interface SweepModel {
  /** As the config names it. */
  readonly name: string;
  /** With the name of its run. */
  readonly settings: Settings;
  /** What it has of its own, as `layers 4, heads 8`. */
  readonly differs: string;
}

export interface SweepPlan {
  /** Its folder in runs/, and what the names of its runs begin with. */
  readonly name: string;
  readonly models: readonly SweepModel[];
}

const keys = ['name', 'all', 'models'];

/**
 * Reads the config of a sweep: `name`, settings for `all`, and `models`, settings by name.
 *
 * @param wanted - another name
 * @throws {UsageError} one line that names file, place and rule
 */
export async function readSweep(file: string, wanted?: string): Promise<SweepPlan> {
  const config = await readObject(file);
  const unknown = Object.keys(config).find((key) => !keys.includes(key));
  if (unknown) throw new UsageError(`${file}: unknown key "${unknown}": expected ${keys.join(', ')}`);
  const name = checkName(wanted ?? config.name, `${file}: name`);
  const shared = settingsIn(config.all ?? {}, `${file}: all`);
  const models = Object.entries(objectIn(config.models, `${file}: models`));
  if (models.length === 0) throw new UsageError(`${file}: models: expected at least one`);
  return { name, models: models.map(([own, given]) => modelOf(own, given, { file, name, shared })) };
}

interface Shared {
  readonly file: string;
  readonly name: string;
  readonly shared: Record<string, unknown>;
}

function modelOf(own: string, given: unknown, { file, name, shared }: Shared): SweepModel {
  const place = `${file}: models: ${own}`;
  const settings = settingsIn(given, place);
  const run = checkName(`${name}-${own}`, place);
  try {
    const complete = completeSettings({ ...shared, ...settings, name: run });
    const differs = Object.entries(settings).map(([key, value]) => `${key} ${value}`);
    return { name: own, settings: complete, differs: differs.join(', ') };
  } catch (error) {
    throw new UsageError(`${place}: ${(error as Error).message}`);
  }
}

/** Settings, but for the name: it is made from those of sweep and model. */
function settingsIn(value: unknown, place: string): Record<string, unknown> {
  const settings = checkKeys(objectIn(value, place), place);
  if ('name' in settings) throw new UsageError(`${place}: name: the key of the model is its name`);
  return settings;
}

function objectIn(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as never;
  throw new UsageError(`${place}: expected an object, got ${JSON.stringify(value)}`);
}

function checkName(value: unknown, place: string): string {
  if (rules.name.accepts(value)) return value as string;
  throw new UsageError(`${place}: expected ${rules.name.expected}, got ${JSON.stringify(value)}`);
}
