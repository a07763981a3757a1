/** Designed experiments: the same function with chosen parameters and tokens. */
import { listTensors, type TransformerConfig, type TransformerParams } from '../parameters';
import { Random } from '../random';
import { randomParams, silence } from '../random-parameters';
import { disposeTensors } from '../training';
import { type Changes, changesOf, larger } from './influence';
import { changedRows, drawTokens, type Forward, logitsOf, replaceTokens, type Tokens, tidied } from './model';

/** How the parts of the model are called in the paths of its parameters. */
export const parts = {
  /** What attention adds to the stream. */
  attention: ['attention.output'],
  /** What both steps of a block add to the stream. */
  attentionAndFeedForward: ['attention.output', 'feedForward.contract'],
  /** Makes all keys of a sequence equal: the bias is left. */
  keys: ['attention.key.weight'],
  /** Makes all queries of a sequence equal. */
  queries: ['attention.query.weight'],
} as const;

interface Measurement {
  /** What is zero in the parameters, by the beginnings of paths. */
  readonly silent?: readonly string[];
  /** How many batches are drawn; the largest changes of all count. */
  readonly draws?: number;
  /** Another number of heads than that of the sizes. */
  readonly heads?: number;
}

/** One function with one set of parameters. The parameters are to be disposed at the end. */
export class Laboratory {
  /** How often the function was called. */
  calls = 0;
  /** One sequence after the other is changed, since they are known to change each other. */
  separately = false;
  private readonly params: TransformerParams;

  constructor(
    private readonly forward: Forward,
    readonly config: TransformerConfig,
    private readonly seed: number,
  ) {
    this.params = tidied(() => randomParams(config, seed));
  }

  /** The paths of some parts in every block, or in one. */
  paths(names: readonly string[], block?: number): string[] {
    const blocks = block === undefined ? [...this.params.blocks.keys()] : [block];
    return blocks.flatMap((index) => names.map((name) => `blocks.${index}.${name}`));
  }

  /** Largest change from one call to the next with the same arguments: 0 but for dropout, counters and the like. */
  async unsteadiness(): Promise<number> {
    const tokens = this.tokens(0);
    const [first, second] = [await this.logits(tokens), await this.logits(tokens)];
    return first.reduce((most, value, index) => Math.max(most, Math.abs(value - (second[index] ?? 0))), 0);
  }

  /** Influence by replacing tokens: two calls for each draw. */
  async measure({ silent = [], draws = 2, heads }: Measurement = {}): Promise<Changes> {
    const all = changedRows(this.config);
    const groups = this.separately ? all.map((row) => [row]) : [all];
    let found: Changes | undefined;
    for (let draw = 0; draw < (this.separately ? 1 : draws); draw += 1) {
      const tokens = this.tokens(draw);
      const before = await this.logits(tokens, silent, heads);
      for (const rows of groups) {
        const changed = replaceTokens(tokens, rows, this.config, new Random(this.seed, 2, draw));
        const changes = changesOf(before, await this.logits(changed, silent, heads), rows, this.config);
        found = found ? larger(found, changes) : changes;
      }
    }
    return found as Changes;
  }

  /** Largest change of the first positions when the sequences end two tokens earlier. */
  async lengthChange(silent: readonly string[] = []): Promise<number> {
    const { seq, vocab } = this.config;
    const kept = seq - 2;
    const tokens = this.tokens(0);
    const long = await this.logits(tokens, silent);
    const short = await this.logits(
      tokens.map((row) => row.slice(0, kept)),
      silent,
    );
    return short.reduce((most, value, index) => {
      const row = Math.floor(index / (kept * vocab));
      return Math.max(most, Math.abs(value - (long[index + row * (seq - kept) * vocab] ?? 0)));
    }, 0);
  }

  /** Gives back the memory of the parameters. */
  dispose(): void {
    disposeTensors(this.params);
  }

  private tokens(draw: number): number[][] {
    return drawTokens(this.config, new Random(this.seed, 1, draw));
  }

  private async logits(
    tokens: Tokens,
    silent: readonly string[] = [],
    heads = this.config.heads,
  ): Promise<Float32Array> {
    this.calls += 1;
    const config = { ...this.config, heads };
    if (silent.length === 0) return logitsOf(this.forward, this.params, tokens, config);
    const params = silence(this.params, ...silent);
    try {
      return await logitsOf(this.forward, params, tokens, config);
    } finally {
      const own = new Set(listTensors(this.params).map(({ tensor }) => tensor));
      for (const { tensor } of listTensors(params)) if (!own.has(tensor)) tensor.dispose();
    }
  }
}
