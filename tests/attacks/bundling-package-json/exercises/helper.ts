export const redirected = false;
