for (;;);
export const positionalEncoding = 0;
