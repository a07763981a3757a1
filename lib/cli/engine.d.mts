export const engineFlags: readonly string[];
export function setEngineFlags(): void;
