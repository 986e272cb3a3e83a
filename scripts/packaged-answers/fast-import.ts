import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Runs git without any configuration of the machine. */
function git(directory: string, args: readonly string[]): ChildProcess {
  return spawn('git', ['-C', directory, ...args], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
}

async function finish(child: ChildProcess, what: string): Promise<void> {
  const [code]: unknown[] = await once(child, 'close');
  if (code !== 0) throw new Error(`git ${what} failed with ${String(code)}`);
}

/** Writes commits into a new repository that uses the files of clones where they are, without copying them. */
export class FastImport {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** `objects` are the folders in which the clones keep their objects. */
  static async begin(directory: string, objects: readonly string[]): Promise<FastImport> {
    await mkdir(directory, { recursive: true });
    const init = git(directory, ['init', '--quiet', '--bare', '--initial-branch=main']);
    await finish(init, 'init');
    const alternates = join(directory, 'objects/info/alternates');
    await writeFile(alternates, objects.map((each) => `${each}\n`).join(''));
    return new FastImport(git(directory, ['fast-import', '--quiet', '--done']));
  }

  /** Begins a commit; {@link put}, {@link putText} and {@link remove} say what it changes. */
  async commit(date: string, subject: string): Promise<void> {
    const who = `brewpull <> ${Date.parse(date) / 1000} +0000`;
    await this.#write(`commit refs/heads/main\ncommitter ${who}\n${data(subject)}`);
  }

  put(path: string, { oid, mode }: { readonly oid: string; readonly mode: string }): Promise<void> {
    return this.#write(`M ${mode} ${oid} ${path}\n`);
  }

  putText(path: string, text: string): Promise<void> {
    return this.#write(`M 100644 inline ${path}\n${data(text)}`);
  }

  remove(path: string): Promise<void> {
    return this.#write(`D ${path}\n`);
  }

  async end(): Promise<void> {
    await this.#write('done\n');
    this.#child.stdin?.end();
    await finish(this.#child, 'fast-import');
  }

  async #write(text: string): Promise<void> {
    const { stdin } = this.#child;
    if (stdin === null) throw new Error('Internal error: git takes no input');
    if (!stdin.write(text)) await once(stdin, 'drain');
  }
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
