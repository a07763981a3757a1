const region = /^([ \t]*)\/\/ #region solution\n[\s\S]*?^[ \t]*\/\/ #endregion\n/gm;
const functionHead = /^export (?:async )?function (\w+)/gm;

/**
 * The stub of a solution: the body between `// #region solution` and `// #endregion` gives way to
 * `return todo('name')`, where name is the exported function around it. Nothing else changes, so a stub
 * cannot drift from its solution.
 *
 * @param solution - the text of a file in `solutions/`
 * @throws {Error} when a region stands outside of an exported function, or none is found
 */
export function stubOf(solution: string): string {
  let found = 0;
  const stub = solution.replace(region, (_body, indent: string, offset: number) => {
    const name = [...solution.slice(0, offset).matchAll(functionHead)].at(-1)?.[1];
    if (!name) throw new Error('A solution region must stand inside an exported function');
    found += 1;
    return `${indent}return todo('${name}');\n`;
  });
  if (found === 0) throw new Error('The solution has no "// #region solution" to take out');
  return stub;
}
