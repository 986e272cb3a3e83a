import { createServer, type Server } from 'node:http';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { writeBundle } from '../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { forge } from '../support/brew/forge.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { makeLayer, putImage, REPOSITORY } from '../support/image/put-image.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { listen, shut, urlOf } from '../support/registry/loopback-server.ts';
import { packUstar } from '../support/registry/ustar.ts';
import { startVimWorld, type VimWorld } from '../support/world/vim-world.ts';

/** Steers a terminal, hides, and would make a line that looks like one of brewpull's. */
const EVIL = 'ev\u001b[31mil\u009b2J\u202e\r\nnext: forged';
/** The same for places that hold one line. */
const EVIL_LINE = 'ev\u001b[31mil\u009b2J\u202e';
const VIM = ['vim', '--target', 'big_sur'];

let world: VimWorld;
let registry: FakeRegistry;
let server: Server | undefined;
let home: string;
let work: string;

beforeAll(async () => {
  world = await startVimWorld();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-text-'));
  work = join(home, 'work');
  await mkdir(work);
  registry = await startRegistry({ access: 'open', requireAccept: false });
});
afterEach(async () => {
  await registry.close();
  if (server !== undefined) await shut(server);
  server = undefined;
  await rm(home, { recursive: true, force: true });
});

function run(...argv: readonly string[]): Promise<CliResult> {
  const place = argv[0] === 'compare' ? [] : ['--cache-dir', join(home, 'cache')];
  return runCli([...argv, ...place], {
    cwd: work,
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' },
    isTTY: true,
  });
}

function write(name: string, content: string | Uint8Array): Promise<void> {
  return writeFile(join(work, name), content);
}

function image(): readonly string[] {
  const name = `${registry.url.host}/${REPOSITORY}:1`;
  return ['image', name, '--platform', 'linux/amd64', '-o', 'i.tar'];
}

async function changedReceipt(from: RegExp, to: string): Promise<void> {
  const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
  const made = await run(...VIM, ...place, '-o', 'out', '--receipt', 'r.json');
  expect(made.code).toBe(0);
  const text = await readFile(join(work, 'r.json'), 'utf8');
  expect(text).toMatch(from);
  await write(
    'r.json',
    text.replace(from, () => to),
  );
}

async function changedLock(from: RegExp, to: string): Promise<void> {
  const place = ['--tap-dir', world.tap.path, '--registry', world.registry.url.href];
  const made = await run(...VIM, ...place, '-o', 'out', '--lock', 'l.json');
  expect(made.code).toBe(0);
  const text = await readFile(join(work, 'l.json'), 'utf8');
  expect(text).toMatch(from);
  await write(
    'l.json',
    text.replace(from, () => to),
  );
}

async function bundle(): Promise<string> {
  const item = await makeBottle(join(home, 'bottles'), { formula: 'a' });
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const contents = { targets, lock: undefined, receipts: [] };
  await writeBundle(contents, { path: join(work, 'b'), format: 'folder' });
  return join(work, 'b');
}

const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

/** What speaks, and how it is made to; gives the command line. */
type Source = readonly [string, () => Promise<readonly string[]>];

/** Sources whose words are shown. */
const SHOWN: readonly Source[] = [
  [
    'the architecture of an image',
    async () => {
      putImage(registry, { tag: '1', config: { architecture: EVIL } });
      return image();
    },
  ],
  [
    'the media type of a layer',
    async () => {
      putImage(registry, {
        tag: '1',
        layers: [{ ...makeLayer(), bytes: Buffer.from('no tar'), mediaType: EVIL }],
      });
      return image();
    },
  ],
  [
    'the words of a registry that refuses',
    async () => {
      const body = JSON.stringify({ errors: [{ code: EVIL, message: EVIL }] });
      registry.fault({}, { status: 403, body }, Number.POSITIVE_INFINITY);
      return [...VIM, '--history', 'registry', '--registry', registry.url.href];
    },
  ],
  [
    'a member of a tar that is verified',
    async () => {
      const member = { path: `../${EVIL}`, mode: 0o644, content: Buffer.from('x') };
      await write('b.tar', packUstar([member]));
      return ['verify', 'b.tar'];
    },
  ],
  ['--at', async () => ['resolve', ...VIM, '--tap-dir', world.tap.path, '--at', EVIL]],
  ['a path', async () => ['verify', EVIL]],
  ['an option', async () => ['vim', `--${EVIL_LINE}`]],
  [
    'a value in a project file',
    async () => {
      await write('.brewpull.json', JSON.stringify({ target: EVIL }));
      return ['resolve', 'vim', '--tap-dir', world.tap.path];
    },
  ],
  [
    'a key in a project file',
    async () => {
      await write('.brewpull.json', JSON.stringify({ [EVIL]: 1 }));
      return ['resolve', 'vim'];
    },
  ],
  [
    'a name in a Brewfile',
    async () => {
      await write('Brewfile', `brew "${EVIL_LINE}"\n`);
      return ['resolve', '--brewfile', 'Brewfile', '--target', 'big_sur'];
    },
  ],
  [
    'a line of a list',
    async () => {
      await write('list', `${EVIL_LINE} x\n`);
      return ['resolve', '--from-file', 'list', '--target', 'big_sur'];
    },
  ],
  [
    'a file in a bundle that is not listed',
    async () => {
      await writeFile(join(await bundle(), EVIL_LINE), 'x');
      return ['verify', 'b'];
    },
  ],
];

/** Sources whose words are not repeated, and what is said instead. */
const UNREPEATED: readonly (readonly [string, string, Source[1]])[] = [
  [
    'a line of a Brewfile',
    'Brewfile:1: it is not valid Ruby',
    async () => {
      await write('Brewfile', `brew "vim", ${EVIL_LINE}: [\n`);
      return ['resolve', '--brewfile', 'Brewfile', '--target', 'big_sur'];
    },
  ],
  [
    'a name in a lock',
    'the lock l.json has a bad',
    async () => {
      await changedLock(/"formula": "vim"/, `"formula": "${quoted(EVIL)}"`);
      return [...VIM, '--lock', 'l.json', '--frozen'];
    },
  ],
  [
    'the maker of a bundle',
    'has a bad generator.name',
    async () => {
      await forge(await bundle(), 'bundle.json', (text) =>
        text.replace('"name": "brewpull"', `"name": "${quoted(EVIL)}"`),
      );
      return ['verify', 'b'];
    },
  ],
  [
    'a name in a receipt',
    'r.json has a bad',
    async () => {
      await changedReceipt(/"formula": "vim"/, `"${quoted(EVIL)}": 1, "formula": 5`);
      return ['compare', 'r.json', 'r.json'];
    },
  ],
  [
    'the words of a git server, which git repeats',
    'git could not fetch',
    async () => {
      const said = { 'content-type': 'text/plain' };
      server = createServer((_request, response) => response.writeHead(403, said).end(`${EVIL}\n`));
      await listen(server);
      return ['sync', '--no-atlas', '--remote', `${urlOf(server).href}tap`];
    },
  ],
];

const STEERS = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
/** Colours and the live block, after their ESC. */
const OWN = /^\[(?:(?:1|2|22|31|32|33|39)m|\d+F|J)/;

/** The lines of an output that steer, or that data made; what brewpull itself sends is no fault. */
function faultsIn({ stdout, stderr }: CliResult): string[] {
  const [before = '', ...parts] = `${stdout}${stderr}`.split('\u001b');
  const others = parts.map((part) =>
    OWN.test(part) && !part.startsWith('[31mil') ? part.replace(OWN, '') : `\u001b${part}`,
  );
  const lines = [before, ...others].join('').split('\n');
  return lines.filter((line) => STEERS.test(line) || /^\s*next: forged/.test(line));
}

const OPTIONS = [[], ['--json'], ['--debug', '-v']];

test.each(SHOWN)('%s steers no terminal and makes no line', async (_title, prepare) => {
  const argv = await prepare();
  for (const more of OPTIONS) {
    const result = await run(...argv, ...more);

    expect(result.stdout + result.stderr).toContain('[31mil');
    expect(faultsIn(result)).toEqual([]);
  }
});

test.each(UNREPEATED)('%s is not repeated: %s', async (_title, said, prepare) => {
  const argv = await prepare();
  for (const more of OPTIONS) {
    const result = await run(...argv, ...more);

    expect(result.stdout + result.stderr).toContain(said);
    expect(result.stdout + result.stderr).not.toContain('[31mil');
    expect(faultsIn(result)).toEqual([]);
  }
});
