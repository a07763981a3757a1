/** The project's files as a notebook imports them: always as they are on the disk when a cell starts. */
import { createRequire, Module } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { type BuildContext, type BuildOptions, context, type Plugin } from 'esbuild';
import type { FindPackage } from './tensorflow';

/** Modules by the paths that cells import, such as `./exercises/02-attention`. */
type Loaders = Readonly<Record<string, () => object>>;

/** Node's own way to run the text of a CommonJS module; it reads source maps, too. */
interface Compiles {
  require: (name: string) => unknown;
  exports: Loaders;
  _compile(text: string, filename: string): void;
}

/**
 * All files that cells import are put together by esbuild, in one piece, so that a file that two others import is
 * there once. The piece is made anew when a file has changed. What a cell has imported follows: it is a window on
 * the newest piece.
 */
export class ProjectModules {
  private readonly paths = new Set<string>();
  private readonly windows = new Map<string, object>();
  private readonly packages: NodeJS.Require;
  private builder: BuildContext | undefined;
  private text = '';
  private loaders: Loaders = {};

  constructor(
    private readonly root: string,
    private readonly findPackage: FindPackage,
  ) {
    this.packages = createRequire(join(root, 'package.json'));
  }

  /**
   * Reads what has changed since the last call.
   *
   * @param paths - files that the next cell imports, beside those that earlier cells did
   * @throws esbuild's error when a file cannot be read as TypeScript, or is not there
   */
  async refresh(paths: readonly string[]): Promise<void> {
    const wanted = new Set([...this.paths, ...paths]);
    if (wanted.size === 0) return;
    if (!this.builder || wanted.size > this.paths.size) await this.open([...wanted]);
    const text = await this.build();
    for (const path of wanted) this.paths.add(path);
    if (text !== this.text) this.run(text);
  }

  /** What stands behind `import … from name` in a cell. */
  readonly require = (name: string): unknown => {
    if (this.paths.has(name)) return this.windowOn(name);
    return this.findPackage(name) ?? this.packages(name);
  };

  async close(): Promise<void> {
    await this.builder?.dispose();
    this.builder = undefined;
  }

  private async build(): Promise<string> {
    try {
      const built = await this.builder?.rebuild();
      return built?.outputFiles?.[0]?.text ?? '';
    } catch (error) {
      // A path that leads nowhere must not be in the way of the next cell.
      await this.close();
      throw error;
    }
  }

  private async open(paths: readonly string[]): Promise<void> {
    await this.close();
    this.builder = await context({ ...options, absWorkingDir: this.root, stdin: this.entry(paths) });
  }

  private entry(paths: readonly string[]): NonNullable<BuildOptions['stdin']> {
    const loaders = paths.map((path) => `${JSON.stringify(path)}: () => require(${JSON.stringify(path)})`);
    return { contents: `module.exports = { ${loaders.join(', ')} };`, resolveDir: this.root };
  }

  private run(text: string): void {
    // As if it were a file of the project: it finds the project's packages. `.cjs` says what kind of module it is.
    const filename = join(this.root, '.cache/notebook.cjs');
    const module = new Module(filename) as unknown as Compiles;
    module.require = (name) => this.findPackage(name) ?? this.packages(name);
    module._compile(text, filename);
    this.text = text;
    this.loaders = module.exports;
  }

  private windowOn(path: string): object {
    const known = this.windows.get(path);
    if (known) return known;
    const current = () => this.loaders[path]?.() ?? {};
    const window = new Proxy(
      {},
      {
        get: (_, name) => Reflect.get(current(), name),
        has: (_, name) => Reflect.has(current(), name),
        ownKeys: () => Reflect.ownKeys(current()),
        getOwnPropertyDescriptor: (_, name) => {
          const found = Reflect.getOwnPropertyDescriptor(current(), name);
          return found && { ...found, configurable: true };
        },
      },
    );
    this.windows.set(path, window);
    return window;
  }
}

/** Packages that Node 20 loads by `import` alone, while a notebook needs `require`: they become part of the piece. */
const onlyModules = ['chalk'];

const packagesStayOutside: Plugin = {
  name: 'packages-stay-outside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[^./#]/ }, ({ path, kind }) =>
      kind === 'entry-point' || onlyModules.includes(path) || isAbsolute(path)
        ? undefined
        : { path, external: true },
    ),
};

const options: BuildOptions = {
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  plugins: [packagesStayOutside],
  conditions: ['module'],
  // A dynamic import of TensorFlow.js has to find the same copy.
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  sourcemap: 'inline',
  sourcesContent: false,
  logLevel: 'silent',
};
