/** What the instructor is told about one submission: few lines, short ones, none with a surprise in it. */
import { limits } from '../limits';
import { shownLine } from './names';

export class Notes {
  private readonly kept: string[] = [];
  private more = 0;

  add(line: string): void {
    if (this.kept.length < limits.notes) this.kept.push(shownLine(line));
    else this.more++;
  }

  /** All of them, and how many there would have been. */
  lines(): string[] {
    return this.more === 0 ? [...this.kept] : [...this.kept, `and ${this.more} more notes like these`];
  }
}
