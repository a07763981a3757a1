import nothing from '<script>EVIL()</script><img src=x onerror=EVIL()><svg onload=EVIL()>=EVIL()';
export const positionalEncoding = nothing;
