export function nodeProblem(version: string): string | undefined;
export function bundleCommand(entry: string, root: string, conditions: readonly string[]): Promise<string>;
