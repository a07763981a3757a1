/** `npm run native` on machines that are not at hand: what it decides, what it says, and what it leaves behind. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { provideNative } from '../../lib/native/command';
import type { NativeProblem } from '../../lib/native/problem';
import {
  bindingPath,
  compile,
  type FakeMachine,
  fails,
  fakeMachine,
  packagePath,
  put,
  putLibrary,
  putPackage,
  scratch,
} from './support/fake-machine';

const contentOf = (machine: FakeMachine, path: string): string | undefined => {
  const file = join(machine.root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/** What a failing run says, after looking that it left no draft. */
async function failure(
  machine: FakeMachine,
  options: Parameters<typeof provideNative>[0] = {},
): Promise<string> {
  const problem = await provideNative(options, machine).then(
    () => undefined,
    (error: NativeProblem) => error,
  );
  expect(problem?.name).toBe('NativeProblem');
  const drafts = join(machine.root, '.cache/native');
  expect(existsSync(drafts) ? readdirSync(drafts) : []).toEqual([]);
  return problem?.message ?? '';
}

describe('where native works already', () => {
  test('says so and runs nothing else', async () => {
    const machine = fakeMachine({ node: () => ({ stdout: 'a remark of a library\n{}' }) });
    expect(await provideNative({}, machine)).toBe(0);
    expect(machine.said.join()).toContain('nothing to do');
    expect(machine.ran).toHaveLength(1);
  });
});

describe('--check', () => {
  test.each([
    ['absent', () => ({ stdout: '{"problem":"is not installed"}' }), 'native is not installed.'],
    ['crashing', () => fails('crashes (SIGSEGV)'), 'native crashes (SIGSEGV).'],
    ['hanging', () => fails('does not answer within 120 s'), 'native does not answer within 120 s.'],
    ['wordy', () => fails('ends with code 1', 'at first\nerror: no'), 'native ends with code 1: error: no.'],
    ['mute', () => ({ stdout: '' }), 'native gives no answer.'],
  ])('tells of a native that is %s, and changes nothing', async (_, node, said) => {
    const machine = fakeMachine({ node });
    expect(await provideNative({ check: true }, machine)).toBe(1);
    expect(machine.said[0]).toBe(said);
    expect(machine.ran).toHaveLength(1);
    expect(existsSync(join(machine.root, '.cache'))).toBe(false);
  });
});

describe('building', () => {
  test('takes the Python package, puts everything in its place, and checks it', async () => {
    const python = putLibrary(scratch());
    const machine = fakeMachine({ python3: () => ({ stdout: `${python}\n` }) });
    expect(await provideNative({}, machine)).toBe(0);
    expect(contentOf(machine, bindingPath)).toBe('new binding');
    expect(contentOf(machine, `${packagePath}/deps/lib/libtensorflow_cc.so.2`)).toBe('cc');
    expect(contentOf(machine, `${packagePath}/deps/lib/libtensorflow_framework.so.2`)).toBe('framework');
    expect(readdirSync(join(machine.root, '.cache/native'))).toEqual([]);
    expect(machine.ran.filter((line) => line.startsWith('node'))).toHaveLength(2);
    expect(machine.said.at(-2)).toContain('native works');
  });

  test('lets npm run no script and keep no record', async () => {
    const machine = fakeMachine();
    await provideNative({ library: putLibrary(scratch()) }, machine);
    const line = machine.ran.find((each) => each.startsWith('npm'));
    expect(line).toContain('--no-save --ignore-scripts');
    expect(line).toContain('@tensorflow/tfjs-node@4.22.0');
  });

  test('asks npm for nothing when the package is there', async () => {
    const machine = fakeMachine();
    putPackage(machine.root);
    expect(await provideNative({ library: putLibrary(scratch()) }, machine)).toBe(0);
    expect(machine.ran.filter((line) => line.startsWith('npm'))).toEqual([]);
  });

  test('asks npm again when another version is there', async () => {
    const machine = fakeMachine();
    putPackage(machine.root, '4.21.0');
    expect(await provideNative({ library: putLibrary(scratch()) }, machine)).toBe(0);
    expect(machine.ran.filter((line) => line.startsWith('npm'))).toHaveLength(1);
  });

  test('links with libraries that are found from where the binding is', async () => {
    const machine = fakeMachine();
    await provideNative({ library: putLibrary(scratch()) }, machine);
    const line = machine.ran.find((each) => each.includes('-std=c++17'));
    expect(line).toContain('-rpath,$ORIGIN/../../deps/lib');
    expect(line).toContain('-l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2');
  });

  test('takes the C library, too', async () => {
    const folder = scratch();
    put('c', folder, 'lib/libtensorflow.so.2');
    put('f', folder, 'lib/libtensorflow_framework.so.2');
    put('', folder, 'include/tensorflow/c/eager/c_api.h');
    const machine = fakeMachine();
    expect(await provideNative({ library: folder }, machine)).toBe(0);
    expect(contentOf(machine, `${packagePath}/deps/lib/libtensorflow.so.2`)).toBe('c');
  });

  test('removes what a killed run left', async () => {
    const machine = fakeMachine();
    // No process has this number: it is above what Linux and macOS give.
    mkdirSync(join(machine.root, '.cache/native/99999999/deps'), { recursive: true });
    await provideNative({ library: putLibrary(scratch()) }, machine);
    expect(readdirSync(join(machine.root, '.cache/native'))).toEqual([]);
  });
});

describe('what is missing is said before anything is downloaded or changed', () => {
  const untouched = (machine: FakeMachine) =>
    expect(machine.ran.some((line) => /^npm|pip/.test(line))).toBe(false);

  test.each([
    ['linux' as const, 'apt install g++'],
    ['darwin' as const, 'xcode-select --install'],
  ])('a compiler on %s', async (platform, fix) => {
    const machine = fakeMachine({ 'c++': undefined }, platform);
    const said = await failure(machine, { pip: true });
    expect(said).toContain('no C++ compiler');
    expect(said).toContain(fix);
    untouched(machine);
  });

  test('the compiler that the user wishes', async () => {
    const machine = { ...fakeMachine(), compiler: 'strange++' };
    expect(await failure(machine)).toContain('strange++, which the variable CXX names');
  });

  test('libtensorflow', async () => {
    const machine = fakeMachine();
    const said = await failure(machine);
    for (const way of ['--pip', '--wheel FILE', '--library DIR']) expect(said).toContain(way);
    expect(said).toContain('tensorflow-cpu');
    untouched(machine);
  });

  test('a folder without libtensorflow', async () => {
    expect(await failure(fakeMachine(), { library: scratch() })).toContain(
      'looked for libtensorflow_cc.so.2 or libtensorflow.so.2, and libtensorflow_framework.so.2',
    );
  });

  test('the library of another system', async () => {
    const machine = fakeMachine({}, 'darwin');
    expect(await failure(machine, { library: putLibrary(scratch()) })).toContain('libtensorflow_cc.2.dylib');
  });

  test('headers of libtensorflow', async () => {
    const folder = scratch();
    put('', folder, 'libtensorflow_cc.so.2');
    put('', folder, 'libtensorflow_framework.so.2');
    expect(await failure(fakeMachine(), { library: folder })).toContain(
      'holds libtensorflow but not its headers',
    );
  });

  test('Windows', async () => {
    const machine = fakeMachine({}, 'win32');
    expect(await failure(machine)).toMatch(/this is win32\n.*npm rebuild(.|\n)*WSL/);
    untouched(machine);
  });
});

describe('whatever goes wrong, everything is as it was', () => {
  const library = () => putLibrary(scratch());
  /** A binding that does not work is there: it, and the libraries beside it, are to come back. */
  const withOldBinding = (machine: FakeMachine) => {
    putPackage(machine.root);
    put('old binding', machine.root, bindingPath);
    put('old library', machine.root, packagePath, 'deps/lib/libtensorflow.so.2');
    return machine;
  };
  const isOld = (machine: FakeMachine) => {
    expect(contentOf(machine, bindingPath)).toBe('old binding');
    expect(readdirSync(join(machine.root, packagePath, 'deps/lib'))).toEqual(['libtensorflow.so.2']);
  };
  const refuse = (stderr: string) => (args: readonly string[]) =>
    args[0] === '--version' ? compile(args) : fails('ends with code 1', stderr);
  const doesNotWork = () => ({ stdout: '{"problem":"is installed but does not load (no)"}' });

  test('npm fails', async () => {
    const npm = () =>
      fails('ends with code 1', 'npm warn x\nnpm error code ENOTFOUND\nnpm error network\nnpm error z');
    const said = await failure(fakeMachine({ npm }), { library: library() });
    expect(said).toContain('npm could not put @tensorflow/tfjs-node@4.22.0 in place: npm ends with code 1');
    expect(said).toContain('npm error code ENOTFOUND\n  npm error network\n');
    expect(said).not.toContain('warn');
  });

  test('npm says that all is well and leaves the package out', async () => {
    const machine = fakeMachine({ npm: () => ({}) });
    expect(await failure(machine, { library: library() })).toContain('npm left it out');
  });

  test('the binding does not compile: the first errors are shown, the new package goes', async () => {
    const stderr = 'In file included\na.cc:1: error: no member\nld: undefined reference to TF_X\nb\n';
    const machine = fakeMachine({ 'c++': refuse(stderr) });
    const said = await failure(machine, { library: library() });
    expect(said).toContain('does not compile');
    expect(said).toContain('a.cc:1: error: no member\n  ld: undefined reference to TF_X\n');
    expect(existsSync(join(machine.root, packagePath))).toBe(false);
  });

  test('all that the compiler said is shown with --verbose', async () => {
    const machine = fakeMachine({ 'c++': refuse('In file included\na.cc:1: error: no member') });
    await failure(machine, { library: library(), verbose: true });
    expect(machine.said.at(-1)).toContain('In file included');
  });

  test('the binding does not compile: the old one stays', async () => {
    const node = doesNotWork;
    const machine = withOldBinding(fakeMachine({ node, 'c++': refuse('x: error: y') }));
    await failure(machine, { library: library() });
    isOld(machine);
  });

  test('the new binding does not work: the old one comes back', async () => {
    const machine = withOldBinding(fakeMachine({ node: doesNotWork }));
    expect(await failure(machine, { library: library() })).toContain(
      'native was built, but is installed but does not load (no)',
    );
    isOld(machine);
  });

  test.each(['c++', 'node'])('Ctrl-C while %s runs', async (name) => {
    const machine: FakeMachine = withOldBinding(
      fakeMachine({
        node: () => {
          if (name === 'node' && machine.ran.some((line) => line.includes('-std=c++17'))) machine.interrupt();
          return doesNotWork();
        },
        'c++': (args) => {
          if (name === 'c++' && args[0] !== '--version') machine.interrupt();
          return compile(args);
        },
      }),
    );
    await expect(provideNative({ library: library() }, machine)).rejects.toThrow(/abort/i);
    isOld(machine);
    expect(readdirSync(join(machine.root, '.cache/native'))).toEqual([]);
  });
});
