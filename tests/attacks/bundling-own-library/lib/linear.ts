export const own = true;
