/** Makes JavaScript of a cell. Types are taken away and not checked: to check them takes seconds, to run takes none. */
import ts from '@tslab/typescript-for-tslab';

/** A cell that can be run. */
export interface Cell {
  /** JavaScript that knows `exports` and `require`, as a CommonJS module does. */
  readonly output: string;
  /** The files of the project that it imports, as it names them. */
  readonly imports: readonly string[];
}

/** The name under which a cell exports the value of its last line. */
export const lastValue = 'tsLastValue';

/** @throws {SyntaxError} with the line, when the cell is not TypeScript */
export function compileCell(source: string): Cell {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest);
  const last = lastExpression(file);
  const start = last?.getStart(file);
  // On the same line, so that lines keep their numbers.
  const text =
    start === undefined ? source : `${source.slice(0, start)}const ${lastValue} = ${source.slice(start)}`;
  const names = [...file.statements.flatMap(declaredBy), ...(last ? [lastValue] : [])];
  return transpile(`${text}\nexport { ${names.join(', ')} };`);
}

function transpile(text: string): Cell {
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: 'cell.ts',
    reportDiagnostics: true,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const [first] = diagnostics;
  if (first) throw new SyntaxError(messageOf(first));
  const required = [...outputText.matchAll(/require\((["'])(\.[^"']*)\1\)/g)];
  return { output: outputText, imports: required.map(([, , path = '']) => path) };
}

function messageOf({ file, start = 0, messageText }: ts.Diagnostic): string {
  const line = file ? `line ${file.getLineAndCharacterOfPosition(start).line + 1} of this cell: ` : '';
  return line + ts.flattenDiagnosticMessageText(messageText, '\n');
}

/** The last statement of a cell, if it is a value to show. */
function lastExpression(file: ts.SourceFile): ts.Statement | undefined {
  const last = file.statements.at(-1);
  return last && ts.isExpressionStatement(last) ? last : undefined;
}

/** The names that a statement declares for the cells after it. */
function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  }
  if (ts.isImportDeclaration(statement)) return importedBy(statement.importClause);
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return named && statement.name ? [statement.name.text] : [];
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

function importedBy(clause: ts.ImportClause | undefined): string[] {
  if (!clause || clause.isTypeOnly) return [];
  const { name, namedBindings } = clause;
  const names = name ? [name.text] : [];
  if (!namedBindings) return names;
  if (ts.isNamespaceImport(namedBindings)) return [...names, namedBindings.name.text];
  const values = namedBindings.elements.filter(({ isTypeOnly }) => !isTypeOnly);
  return [...names, ...values.map((each) => each.name.text)];
}
