export function bundleCommand(entry: string, root: string, conditions: readonly string[]): Promise<string>;
