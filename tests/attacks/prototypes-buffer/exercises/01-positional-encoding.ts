const empty = Buffer.alloc(8);
Buffer.concat = () => empty;
export const positionalEncoding = () => 0;
