import { execFile } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { tempFolder, type TempFolder } from '../temp-folder.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const LIMIT_MS = 200_000;

/** What is compiled, and how. */
export interface Compiling {
  readonly files: readonly string[];
  /** How packages are found. */
  readonly resolution: 'node16' | 'nodenext' | 'bundler';
  /** The folder of a TypeScript, relative to the root of the repository; by default the newest. */
  readonly compiler?: string;
  /** Compiler options that say where the types of the platform are; by default Node's. */
  readonly types?: Readonly<Record<string, unknown>>;
  /** Where compiled programs go; if left out, they are only checked. */
  readonly outDir?: string;
}

/** A program's folder, with brewpull installed as it would be published; the last build is packed. */
export class Project implements AsyncDisposable {
  readonly #folder: TempFolder;

  private constructor(folder: TempFolder) {
    this.#folder = folder;
  }

  /** Makes one with some of the examples, compiled. */
  static async start(examples: readonly string[]): Promise<Project> {
    const folder = await tempFolder();
    const quiet = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
    const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder.path];
    const [packed] = JSON.parse(await run('npm', packing, ROOT));
    await writeFile(folder.at('package.json'), '{ "private": true, "type": "module" }\n');
    await run('npm', ['install', ...quiet, folder.at(packed.filename)], folder.path);
    await mkdir(folder.at('node_modules/@types'));
    await symlink(join(ROOT, 'node_modules/@types/node'), folder.at('node_modules/@types/node'));
    await cp(join(ROOT, 'examples'), folder.at('examples'), { recursive: true });
    const project = new Project(folder);
    const files = examples.map((name) => `examples/${name}`);
    await project.compile({ files, resolution: 'nodenext', outDir: 'built' });
    return project;
  }

  /** The path of something in it. */
  at(name: string): string {
    return this.#folder.at(name);
  }

  /** The path of an example, compiled. */
  built(name: string): string {
    return this.#folder.at('built', name.replace(/\.ts$/, '.js'));
  }

  /** Compiles files, strictly, and returns what the compiler complains about. */
  async compile({ files, resolution, compiler, types, outDir }: Compiling): Promise<string> {
    const find =
      resolution === 'bundler'
        ? { module: 'esnext', moduleResolution: 'bundler' }
        : { module: resolution };
    const compilerOptions = {
      target: 'es2022',
      types: ['node'],
      ...types,
      ...find,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      // The types of the package are checked, those of the compiler are not.
      skipLibCheck: false,
      skipDefaultLibCheck: true,
      ...(outDir === undefined ? { noEmit: true } : { rootDir: 'examples', outDir }),
    };
    await writeFile(this.at('tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const tsc = join(ROOT, compiler ?? 'node_modules/typescript', 'bin/tsc');
    return run(process.execPath, [tsc, '-p', 'tsconfig.json'], this.#folder.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** Returns what a program prints, even if it fails. */
function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((done, fail) => {
    const limits = { timeout: LIMIT_MS, killSignal: 'SIGKILL', encoding: 'utf8' } as const;
    execFile(program, args, { ...limits, cwd }, (error, stdout) => {
      if (error?.killed === true) fail(error);
      else done(stdout);
    });
  });
}
