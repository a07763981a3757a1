export const own = true;
export const todo = () => undefined;
