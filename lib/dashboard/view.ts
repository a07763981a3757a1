/** What the page gets to show: plain data. */

/** `damaged`: its config cannot be read. */
export type State = 'going on' | 'interrupted' | 'finished' | 'damaged';

/** A line of the list of runs. */
export interface RunSummary {
  readonly name: string;
  readonly state: State;
  /** How many steps are done, and how many there are to be. */
  readonly step: number;
  readonly steps: number;
  /** What is to be said of its state, such as the time left. */
  readonly remark: string;
  /** The last look at the validation text. */
  readonly loss?: number | undefined;
  readonly perplexity?: number | undefined;
}

export interface Sample {
  readonly step: number;
  readonly text: string;
}

/** A run that is shown in full. */
export interface RunDetail extends RunSummary {
  /** Which of the colours is its. */
  readonly colour: number;
  /** Settings, sizes and versions, each with its name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly samples: readonly Sample[];
  /** What is wrong with its files, and what to know of it, a sentence each. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

export interface Picture {
  readonly title: string;
  readonly caption: string;
  /** Drawn by vega, which escapes the text in it. */
  readonly svg: string;
}

/** The whole page. */
export interface View {
  /** Another one as soon as anything has changed. */
  readonly version: string;
  /** The folder of all runs, as a person may find it. */
  readonly folder: string;
  readonly runs: readonly RunSummary[];
  readonly shown: readonly RunDetail[];
  readonly pictures: readonly Picture[];
  /** The names of the sweeps that have a table. */
  readonly sweeps: readonly string[];
}

/** A run that is to be shown, and in which colour. */
export interface Wanted {
  readonly name: string;
  readonly colour: number;
}

/** As it stands in the address: `show=3:roosevelt-1`. */
export function wantedText({ name, colour }: Wanted): string {
  return `show=${colour}:${encodeURIComponent(name)}`;
}

/** What an address asks for. */
export function wantedIn(query: string): Wanted[] {
  return new URLSearchParams(query).getAll('show').flatMap((text) => {
    const [, colour, name] = /^(\d{1,2}):(.+)$/s.exec(text) ?? [];
    return name === undefined ? [] : [{ name, colour: Number(colour) }];
  });
}
