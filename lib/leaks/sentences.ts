/** What a student reads about a leak: the fact, then the likely cause. */
import type { LeakKind } from './finding';
import type { Pair } from './influence';

/** A kind with its sentence. */
export interface Named {
  readonly kind: LeakKind;
  readonly sentence: string;
}

export function none(): Named {
  return {
    kind: 'none',
    sentence: 'No position is changed by a later token, by another sequence of the batch or by the length.',
  };
}

export function unsteady(): Named {
  return {
    kind: 'unknown',
    sentence:
      'The same tokens and the same weights give other logits from call to call, so influence cannot be told from ' +
      'chance. Is there anything random in it, or anything kept from an earlier call?',
  };
}

export function noMask(place: string): Named {
  return {
    kind: 'no mask',
    sentence: `In ${blocks(place)} every position sees all later tokens, as if there were no mask. Which scores does causalMask allow, is the mask passed on to attention, and what weight does a blocked score get in the softmax?`,
  };
}

export function weakMask(): Named {
  return {
    kind: 'weak mask',
    sentence:
      'Later tokens change earlier positions, though far less than the earlier ones do: a mask is there, and blocked ' +
      'scores still get some weight. How large is the negative number that applyMask puts there?',
  };
}

export function transposed(place: string): Named {
  return {
    kind: 'transposed',
    sentence: `In ${blocks(place)} every position sees all later tokens and none of the earlier ones: the mask is the wrong way round. Its rows are queries, its columns keys.`,
  };
}

export function offByOne(place: string): Named {
  return {
    kind: 'off by one',
    sentence: `In ${blocks(place)} every position sees exactly one token too many, the next one; block after block it reaches one further. Where does the triangle of causalMask end: at the diagonal, or one beside it?`,
  };
}

export function maskAfterSoftmax(): Named {
  return {
    kind: 'mask after softmax',
    sentence:
      'Later tokens change earlier positions, but no longer when all keys are equal: the values of later tokens are ' +
      'hidden, their scores still count in the sum of the softmax. What has to sum to 1: all keys, or only those ' +
      'that may be seen?',
  };
}

export function softmaxOverQueries(): Named {
  return {
    kind: 'softmax over queries',
    sentence:
      'Later tokens change earlier positions, but no longer when all queries are equal: the scores of later queries ' +
      'count in the softmax of earlier ones. Does it run over the keys, the last axis?',
  };
}

export function batch({ within, stays }: { within: boolean; stays: boolean }): Named {
  const cause = stays
    ? 'It does so even when attention adds nothing: over which axis do embed and layerNorm work?'
    : 'It does so only through attention: do splitHeads, mergeHeads and every reshape keep batch apart from the other axes?';
  const also = within ? ' Later tokens of the same sequence do so, too.' : '';
  return {
    kind: 'across the batch',
    sentence: `Another sequence of the batch changes the logits of this one.${also} ${cause}`,
  };
}

export function normalisation({ batch }: { batch: boolean }): Named {
  const also = batch ? ', and so do the other sequences of the batch' : '';
  return {
    kind: 'through a normalisation over seq',
    sentence: `Later tokens change earlier positions even when attention adds nothing${also}: something else mixes positions. Over which axis do mean and variance of layerNorm run? Each token is to be normalised by itself.`,
  };
}

export function positions({ outside }: { outside: boolean }): Named {
  const cause = outside
    ? 'They do so even when attention and feed-forward add nothing: does positionalEncoding give a position the same row whatever seq is?'
    : 'They do so only through attention: do places that are hidden still count, in the softmax or in a mean?';
  return {
    kind: 'through positions',
    sentence: `No later token matters, but how many there are does: the first positions of a longer sequence get other logits. ${cause}`,
  };
}

export function onlyInTraining(pairs: readonly Pair[]): Named {
  return {
    kind: 'only in training',
    sentence: `Nothing leaks in an ordinary call, but while a gradient is recorded it does: ${pairsInWords(pairs)}. Does the code ask whether it is in a training, or what class the parameters have?`,
  };
}

export function unknown(fact: string, { heads } = { heads: false }): Named {
  const cause = heads
    ? 'With a single head nothing leaks: do splitHeads and mergeHeads keep the numbers of one position together?'
    : 'Look at the picture: which row sees which column beyond the diagonal?';
  return {
    kind: 'unknown',
    sentence: `Later tokens change earlier positions, in no way that has a name here. ${fact} ${cause}`,
  };
}

/** Added where gradient and perturbation tell different things. */
export const disagreements = {
  cut: 'Some tokens change logits without a gradient: the graph is cut there, so a training does not learn from them. dataSync, arraySync and tf.tensor of their numbers cut it.',
  extra:
    'The gradient reaches later tokens although replacing them changes nothing: the recorded operations are others than those of an ordinary call.',
} as const;

/** `position 0 sees 1 and 2; position 3 sees 5`; long lists are cut. */
export function pairsInWords(pairs: readonly Pair[]): string {
  const outputs = [...new Set(pairs.map(({ output }) => output))];
  const words = outputs.map((output) => {
    const inputs = pairs.filter((pair) => pair.output === output).map(({ input }) => String(input));
    const last = inputs.pop();
    return `position ${output} sees ${inputs.length > 0 ? `${inputs.join(', ')} and ` : ''}${last}`;
  });
  return words.length > 4 ? `${words.slice(0, 4).join('; ')}; and so on` : words.join('; ');
}

function blocks(place: string): string {
  if (place === 'every') return 'every block';
  return place.includes(' ') ? `blocks ${place}` : `block ${place}`;
}
