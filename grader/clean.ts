/** Makes text that students control harmless to show: names, messages, what their code printed. */
import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { limits } from './limits';

/** Control characters but for tab and newline, and the marks that reverse the order of the text around them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it takes out
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text on several lines, without escape sequences, control characters and direction marks. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text.replace(/\r\n?/g, '\n')).replace(unsafe, '');
}

/** The same on one line: for names and table cells. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/** The first `limit` characters, and how many were left out. */
export function cutText(text: string, limit: number): { text: string; omitted: number } {
  const characters = [...cleanText(text)];
  return { text: characters.slice(0, limit).join(''), omitted: Math.max(0, characters.length - limit) };
}

/** What a stage printed as the report shows it: harmless, and without the folder that it was bundled in. */
export function printedText(printed: string | undefined, folder: string): string | undefined {
  const places = [`${pathToFileURL(folder).href}/`, folder + sep];
  const text = places.reduce((rest, place) => rest.replaceAll(place, ''), printed ?? '');
  return cutText(text, limits.output).text || undefined;
}
