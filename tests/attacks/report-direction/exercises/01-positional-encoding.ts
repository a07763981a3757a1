export function positionalEncoding() {
  throw new Error('\u202e 8 fo 8 \u2066 dessap \u2067 \u200f');
}
