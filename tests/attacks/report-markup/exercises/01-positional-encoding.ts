export function positionalEncoding() {
  throw new Error('</pre></td></script><!--<script>EVIL()</script><img src=x onerror=EVIL()><svg onload=EVIL()>');
}
