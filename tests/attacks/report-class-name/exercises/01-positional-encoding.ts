export function positionalEncoding() {
  const Odd = { '\u001b\u202e<script>EVIL()</script><img src=x onerror=EVIL()><svg onload=EVIL()>': class {} };
  return new (Object.values(Odd)[0] as never as new () => object)();
}
