/** Each layer of the sandbox is needed: without it the attacks that only this layer stops succeed, and no others do. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Layer, layers } from '../../grader/isolation/layers';
import { readAttacks, stoppedByAlone } from './attacks-support/attack';
import type { Findings } from './attacks-support/findings';
import { gradeAttacks } from './attacks-support/grade';
import { everything } from './support/everything';
import { isIsolated } from './support/isolation';

const attacks = readAttacks();
const every = Object.keys(layers) as Layer[];
/** Each takes a grading of its own: all of them with `npm run attacks`. */
const removable = everything ? every : every.slice(0, 2);
/** One attack for each layer, to see that the others still hold. */
const samples = removable.flatMap((layer) => stoppedByAlone(layer, attacks).slice(0, 1));

describe.skipIf(!isIsolated).each(removable)('without the layer "%s"', (layer) => {
  const stopped = stoppedByAlone(layer, attacks).slice(0, everything ? undefined : 1);
  const others = everything ? samples.filter((attack) => !attack.layers.includes(layer)) : [];
  let all: Findings | undefined;
  beforeAll(async () => {
    all = await gradeAttacks({ attacks: [...stopped, ...others], without: layer });
  });
  const succeeded = () => all?.findings.filter(({ witnesses }) => witnesses.length > 0);

  test('its attacks show their witness, and no others do', () => {
    expect(stopped).not.toEqual([]);
    expect(
      succeeded()
        ?.map(({ attack }) => attack.id)
        .sort(),
    ).toEqual(stopped.map(({ id }) => id).sort());
  });

  test('the witnesses are of the kind that each attack names', () => {
    for (const { attack, witnesses } of succeeded() ?? []) {
      expect(
        witnesses.map(({ kind }) => kind),
        attack.id,
      ).toContain(attack.witness.kind);
    }
  });
});
