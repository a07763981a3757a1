/** Which runs are shown, each in a colour that stays its own. */
import { runColours } from '../../charts/run-colours';
import { type Wanted, wantedIn, wantedText } from '../view';
import { history, location } from './browser';

/** So many of the newest runs are shown at first. */
export const atFirst = 3;

/** Takes the choice from the address; undefined when there is none yet. */
export function chosenInAddress(): Wanted[] | undefined {
  const text = location.hash.slice(1);
  return text === '' ? undefined : wantedIn(text);
}

/** Keeps the choice when the page is loaded again. */
export function keepInAddress(chosen: readonly Wanted[]): void {
  history.replaceState(null, '', `#${chosen.map(wantedText).join('&') || 'none'}`);
}

/** With the run, in the first colour that is free, or without it. */
export function toggled(chosen: readonly Wanted[], name: string): Wanted[] {
  const others = chosen.filter((one) => one.name !== name);
  if (others.length < chosen.length) return others;
  const taken = new Set(chosen.map(({ colour }) => colour));
  const colours = Array.from({ length: runColours }, (_, colour) => colour);
  const colour = colours.find((one) => !taken.has(one)) ?? chosen.length % runColours;
  return [...chosen, { name, colour }];
}

/** Some runs in the first colours. */
export function chosenOf(names: readonly string[]): Wanted[] {
  return names.map((name, index) => ({ name, colour: index % runColours }));
}
