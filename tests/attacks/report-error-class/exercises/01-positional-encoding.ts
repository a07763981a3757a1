class Odd extends Error {
  override readonly name = '\u001b[31m\u202e<script>EVIL()</script><img src=x onerror=EVIL()><svg onload=EVIL()>';
}
export function positionalEncoding() {
  throw new Odd('odd');
}
