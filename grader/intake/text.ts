/** From the bytes of a file to the text of a program, whatever editor wrote it. */
import { LeftOut } from './tree';

/** A text, and which encoding it was in when that is not UTF-8. */
export interface Decoded {
  readonly text: string;
  readonly encoding?: string;
}

/**
 * Decodes UTF-8, the UTF-16 of Windows Notepad and, for what is neither, Latin-1. Byte order marks go, and
 * every line ends with `\n`, which is what JavaScript makes of the other ends anyway.
 *
 * @throws {LeftOut} when it is no text
 */
export function decodeText(bytes: Buffer): Decoded {
  const { text, encoding } = decode(bytes);
  if (text.includes('\0')) throw new LeftOut('no text: it holds NUL characters; save it as UTF-8');
  const lines = text.replace(/\r\n?/g, '\n');
  return encoding === undefined ? { text: lines } : { text: lines, encoding };
}

function decode(bytes: Buffer): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs(bytes, 'UTF-16LE');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs(bytes, 'UTF-16BE');
  const text = utf8(bytes);
  // Not Windows-1252: versions of Node differ in it.
  return text === undefined ? { text: bytes.toString('latin1'), encoding: 'Latin-1' } : { text };
}

function decodeAs(bytes: Buffer, encoding: string): Decoded {
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

/** The text of valid UTF-8, without its byte order mark; nothing for other bytes. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
