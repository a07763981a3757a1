const spin = (): Promise<never> => Promise.resolve().then(spin);
export const positionalEncoding = () => spin();
