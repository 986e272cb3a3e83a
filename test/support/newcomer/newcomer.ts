import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeImage } from '../image/make-image.ts';
import { storeOf } from '../image/registry-store.ts';
import { Machine, type Ended } from '../brew/machine.ts';
import { startRegistry, type FakeRegistry } from '../registry/fake-registry.ts';
import type { Tap } from '../tap/build-tap.ts';
import { tempFolder, type TempFolder } from '../temp-folder.ts';
import { startBrewWorld, type BrewWorld } from '../world/brew-world.ts';
import { buildNewcomerTap, buildUserTap } from './core-tap.ts';
import { startInternet, type Internet } from './internet.ts';
import type { PageCommand } from './read-pages.ts';
import { scriptOf } from './script-of.ts';
import { putPrograms } from './stand-ins.ts';

/** How one command line ended. */
export interface Outcome {
  readonly command: PageCommand;
  /** Undefined if it was not reached. */
  readonly code: number | undefined;
  /** Both streams, as a terminal shows them; the folder is `/home/you`. */
  readonly output: string;
}

interface Parts {
  readonly brew: BrewWorld;
  readonly own: FakeRegistry;
  readonly tap: Tap;
  readonly userTap: Tap;
  readonly internet: Internet;
  readonly folder: TempFolder;
}

/** What the pages need: a homebrew-core, Homebrew itself, and the servers that they name. */
export class NewcomerWorld implements AsyncDisposable {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  static async start(): Promise<NewcomerWorld> {
    const brew = await startBrewWorld();
    const own = await startRegistry({ access: 'open', blobHost: 'same' });
    const tap = await buildNewcomerTap(brew.registry);
    const userTap = await buildUserTap(brew.registry);
    const platforms = ['linux/amd64', 'linux/arm64'];
    const image = { tag: '1.8.0-1', repository: 'library/hitch', platforms };
    await makeImage(storeOf(brew.registry), image);
    await makeImage(storeOf(brew.registry), { ...image, tag: 'tag', repository: 'org/name' });
    await makeImage(storeOf(own), { ...image, tag: 'latest', repository: 'name' });
    const internet = await startInternet(brew.registry, own);
    const world = new NewcomerWorld({
      brew,
      own,
      tap,
      userTap,
      internet,
      folder: await tempFolder(),
    });
    await world.#prepare();
    return world;
  }

  /** Runs the command lines of one page in one shell, in a fresh home; `stages` come before their page, heading or line. */
  async run(
    commands: readonly PageCommand[],
    stages: Readonly<Record<string, string>>,
  ): Promise<readonly Outcome[]> {
    const { own, internet } = this.#parts;
    await using machine = await Machine.create();
    await using place = await tempFolder();
    const home = place.at('you');
    const results = place.at('results');
    await mkdir(results);
    await this.#settle(home);
    const script = scriptOf(commands, stages, {
      results,
      own: own.url.host,
      socks: `127.0.0.1:${internet.socksProxyPort}`,
      home,
    });
    await writeFile(place.at('page.sh'), script);
    const ended = await machine.run(['/bin/bash', place.at('page.sh')], {
      cwd: home,
      env: this.#environment(machine, home),
    });
    return Promise.all(
      commands.map(async (command, index) => {
        const read = (name: string): Promise<string> =>
          readFile(join(results, `${index}.${name}`), 'utf8').catch(() => '');
        const [code, output] = [await read('code'), await read('output')];
        return {
          command,
          code: code === '' ? undefined : Number(code),
          output: code === '' ? ended.stderr : output.replaceAll(home, '/home/you'),
        };
      }),
    );
  }

  /** The registry that is ghcr.io here. */
  get registry(): FakeRegistry {
    return this.#parts.brew.registry;
  }

  /** Runs one command in a home that may hold what earlier ones left there. */
  async runIn(home: string, command: readonly [string, ...string[]]): Promise<Ended> {
    await using machine = await Machine.create();
    await this.#settle(home);
    return machine.run(command, { cwd: home, env: this.#environment(machine, home) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { internet, own, brew, tap, userTap, folder } = this.#parts;
    for (const each of [internet, own, brew, tap, userTap, folder])
      await each[Symbol.asyncDispose]();
  }

  /** Makes a home in which git finds the taps under their addresses. */
  async #settle(home: string): Promise<void> {
    const { tap, brew, userTap } = this.#parts;
    for (const folder of [join(home, 'stick'), join(home, 'zsh')]) {
      await mkdir(folder, { recursive: true });
    }
    const places = [
      [tap.path, 'https://github.com/Homebrew/homebrew-core'],
      [brew.brew.path, 'https://github.com/Homebrew/brew'],
      [userTap.path, 'https://github.com/user/homebrew-tap'],
    ];
    await writeFile(
      join(home, '.gitconfig'),
      places.map(([path, url]) => `[url "file://${path}"]\n  insteadOf = ${url}\n`).join(''),
    );
  }

  #environment(machine: Machine, home: string): Record<string, string> {
    return {
      HOME: home,
      NODE: process.execPath,
      PATH: [this.#at('programs'), machine.environment['PATH']].join(':'),
      PREFIX: machine.prefix,
      HTTPS_PROXY: `http://127.0.0.1:${this.#parts.internet.httpProxyPort}`,
      NODE_EXTRA_CA_CERTS: this.#at('certificate.pem'),
      TZ: 'UTC',
      LANG: 'C.UTF-8',
    };
  }

  #at(name: string): string {
    return this.#parts.folder.at(name);
  }

  async #prepare(): Promise<void> {
    const { internet, tap, folder } = this.#parts;
    await writeFile(this.#at('certificate.pem'), internet.certificate);
    await putPrograms(this.#at('programs'), this.#at('world.answers'));
    await using machine = await Machine.create();
    const made = await machine.run(
      [
        join(folder.path, 'programs/brewpull'),
        'atlas',
        'export',
        '-o',
        this.#at('made.answers'),
        '--tap-dir',
        tap.path,
      ],
      { env: { NODE: process.execPath } },
    );
    if (made.code !== 0) throw new Error(made.stderr);
    await rm(this.#at('world.answers'), { force: true });
    await writeFile(this.#at('world.answers'), await readFile(this.#at('made.answers')));
  }
}
