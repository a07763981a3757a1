const other = 1;
export { other as '\u001b[31m\u202e<script>EVIL()</script><img src=x onerror=EVIL()><svg onload=EVIL()>', other as '=EVIL()' };
