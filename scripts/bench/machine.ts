/** What the figures were measured on. */
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { installedVersion } from '../../grader/installed-version';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** In GiB. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  readonly tensorFlow: string;
  /** Other programs that wanted a core when the measuring began, on average over a minute. */
  readonly load: number;
}

export function thisMachine(): Machine {
  const all = cpus();
  return {
    processor: all[0]?.model.trim() || 'unknown',
    cores: all.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    tensorFlow: installedVersion('@tensorflow/tfjs'),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}
