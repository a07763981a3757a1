export const redirected = true;
