export const engineFlags: readonly string[];
export const sparingFlags: readonly string[];
export function setEngineFlags(): void;
