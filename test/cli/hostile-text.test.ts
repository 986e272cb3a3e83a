import { createServer, type Server } from 'node:http';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { writeBundle } from '../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { forge } from '../support/brew/forge.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { makeLayer, putImage, REPOSITORY } from '../support/image/put-image.ts';
import { once } from '../support/once.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { listen, shut, urlOf } from '../support/registry/loopback-server.ts';
import { packUstar } from '../support/registry/ustar.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

/** Steers a terminal, hides text, and would add a line that looks like one of brewpull's. */
const EVIL = 'ev\u001b[31mil\u009b2J\u202e\r\nnext: forged';
/** The same for places that hold one line. */
const EVIL_LINE = 'ev\u001b[31mil\u009b2J\u202e';
const VIM = ['vim', '--target', 'big_sur'];

const world = once(startVimWorld);

/** A home, and the servers that speak to it. */
interface Stage extends AsyncDisposable {
  readonly home: CliHome;
  readonly registry: FakeRegistry;
  readonly servers: Server[];
}

async function makeStage(): Promise<Stage> {
  const made = await cliHome();
  const speaker = await startRegistry({ access: 'open', requireAccept: false });
  const servers: Server[] = [];
  return {
    home: made,
    registry: speaker,
    servers,
    [Symbol.asyncDispose]: async () => {
      await speaker.close();
      for (const server of servers) await shut(server);
      await made[Symbol.asyncDispose]();
    },
  };
}

function run(stage: Stage, ...argv: readonly string[]): Promise<CliResult> {
  const place = argv[0] === 'compare' ? [] : ['--cache-dir', stage.home.cache];
  return runCli([...argv, ...place], {
    cwd: stage.home.work,
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' },
    isTTY: true,
  });
}

function write(stage: Stage, name: string, content: string | Uint8Array): Promise<void> {
  return writeFile(join(stage.home.work, name), content);
}

function image(stage: Stage): readonly string[] {
  const name = `${stage.registry.url.host}/${REPOSITORY}:1`;
  return ['image', name, '--platform', 'linux/amd64', '-o', 'i.tar'];
}

async function changedReceipt(stage: Stage, from: RegExp, to: string): Promise<void> {
  const place = ['--tap-dir', world().tap.path, '--registry', world().registry.url.href];
  const made = await run(stage, ...VIM, ...place, '-o', 'out', '--receipt', 'r.json');
  expect(made.code).toBe(0);
  const text = await readFile(join(stage.home.work, 'r.json'), 'utf8');
  expect(text).toMatch(from);
  await write(
    stage,
    'r.json',
    text.replace(from, () => to),
  );
}

async function changedLock(stage: Stage, from: RegExp, to: string): Promise<void> {
  const place = ['--tap-dir', world().tap.path, '--registry', world().registry.url.href];
  const made = await run(stage, ...VIM, ...place, '-o', 'out', '--lock', 'l.json');
  expect(made.code).toBe(0);
  const text = await readFile(join(stage.home.work, 'l.json'), 'utf8');
  expect(text).toMatch(from);
  await write(
    stage,
    'l.json',
    text.replace(from, () => to),
  );
}

async function bundle(stage: Stage): Promise<string> {
  const item = await makeBottle(stage.home.at('bottles'), { formula: 'a' });
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const contents = { targets, lock: undefined, receipts: [] };
  await writeBundle(contents, { path: join(stage.home.work, 'b'), format: 'folder' });
  return join(stage.home.work, 'b');
}

const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Where text comes from, and how to get it from there; gives the command line. */
type Source = readonly [string, (stage: Stage) => Promise<readonly string[]>];

/** Sources whose words are shown. */
const SHOWN: readonly Source[] = [
  [
    'the architecture of an image',
    async (stage) => {
      putImage(stage.registry, { tag: '1', config: { architecture: EVIL } });
      return image(stage);
    },
  ],
  [
    'the media type of a layer',
    async (stage) => {
      putImage(stage.registry, {
        tag: '1',
        layers: [{ ...makeLayer(), bytes: Buffer.from('no tar'), mediaType: EVIL }],
      });
      return image(stage);
    },
  ],
  [
    'the words of a registry that refuses',
    async (stage) => {
      const body = JSON.stringify({ errors: [{ code: EVIL, message: EVIL }] });
      stage.registry.fault({}, { status: 403, body }, Number.POSITIVE_INFINITY);
      return [...VIM, '--history', 'registry', '--registry', stage.registry.url.href];
    },
  ],
  [
    'a member of a tar that is verified',
    async (stage) => {
      const member = { path: `../${EVIL}`, mode: 0o644, content: Buffer.from('x') };
      await write(stage, 'b.tar', packUstar([member]));
      return ['verify', 'b.tar'];
    },
  ],
  ['--at', async () => ['resolve', ...VIM, '--tap-dir', world().tap.path, '--at', EVIL]],
  ['a path', async () => ['verify', EVIL]],
  ['an option', async () => ['vim', `--${EVIL_LINE}`]],
  [
    'a value in a project file',
    async (stage) => {
      await write(stage, '.brewpull.json', JSON.stringify({ target: EVIL }));
      return ['resolve', 'vim', '--tap-dir', world().tap.path];
    },
  ],
  [
    'a key in a project file',
    async (stage) => {
      await write(stage, '.brewpull.json', JSON.stringify({ [EVIL]: 1 }));
      return ['resolve', 'vim'];
    },
  ],
  [
    'a name in a Brewfile',
    async (stage) => {
      await write(stage, 'Brewfile', `brew "${EVIL_LINE}"\n`);
      return ['resolve', '--brewfile', 'Brewfile', '--target', 'big_sur'];
    },
  ],
  [
    'a line of a list',
    async (stage) => {
      await write(stage, 'list', `${EVIL_LINE} x\n`);
      return ['resolve', '--from-file', 'list', '--target', 'big_sur'];
    },
  ],
  [
    'a file in a bundle that is not listed',
    async (stage) => {
      await writeFile(join(await bundle(stage), EVIL_LINE), 'x');
      return ['verify', 'b'];
    },
  ],
];

/** Sources whose words are not repeated, and the message instead. */
const UNREPEATED: readonly (readonly [string, string, Source[1]])[] = [
  [
    'a line of a Brewfile',
    'Brewfile:1: it is not valid Ruby',
    async (stage) => {
      await write(stage, 'Brewfile', `brew "vim", ${EVIL_LINE}: [\n`);
      return ['resolve', '--brewfile', 'Brewfile', '--target', 'big_sur'];
    },
  ],
  [
    'a name in a lock',
    'the lock l.json has a bad',
    async (stage) => {
      await changedLock(stage, /"formula": "vim"/, `"formula": "${quoted(EVIL)}"`);
      return [...VIM, '--lock', 'l.json', '--frozen'];
    },
  ],
  [
    'the maker of a bundle',
    'has a bad generator.name',
    async (stage) => {
      await forge(await bundle(stage), 'bundle.json', (text) =>
        text.replace('"name": "brewpull"', `"name": "${quoted(EVIL)}"`),
      );
      return ['verify', 'b'];
    },
  ],
  [
    'a name in a receipt',
    'r.json has a bad',
    async (stage) => {
      await changedReceipt(stage, /"formula": "vim"/, `"${quoted(EVIL)}": 1, "formula": 5`);
      return ['compare', 'r.json', 'r.json'];
    },
  ],
  [
    'the words of a git server, which git repeats',
    'git could not fetch',
    async (stage) => {
      const said = { 'content-type': 'text/plain' };
      const server = createServer((_request, response) =>
        response.writeHead(403, said).end(`${EVIL}\n`),
      );
      stage.servers.push(server);
      await listen(server);
      return ['sync', '--no-atlas', '--remote', `${urlOf(server).href}tap`];
    },
  ],
];

const STEERS = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
/** Colours and the live block, after their ESC. */
const OWN = /^\[(?:(?:1|2|22|31|32|33|39)m|\d+F|J)/;

/** The lines of an output that steer or that data made, except for what brewpull itself sends. */
function faultsIn({ stdout, stderr }: CliResult): string[] {
  const [before = '', ...parts] = `${stdout}${stderr}`.split('\u001b');
  const others = parts.map((part) =>
    OWN.test(part) && !part.startsWith('[31mil') ? part.replace(OWN, '') : `\u001b${part}`,
  );
  const lines = [before, ...others].join('').split('\n');
  return lines.filter((line) => STEERS.test(line) || /^\s*next: forged/.test(line));
}

const OPTIONS = [[], ['--json'], ['--debug', '-v']];

test.each(SHOWN)('%s does not steer the terminal or add a line', async (_title, prepare) => {
  await using stage = await makeStage();
  const argv = await prepare(stage);
  for (const more of OPTIONS) {
    const result = await run(stage, ...argv, ...more);

    expect(result.stdout + result.stderr).toContain('[31mil');
    expect(faultsIn(result)).toEqual([]);
  }
});

test.each(UNREPEATED)('%s is not repeated: %s', async (_title, said, prepare) => {
  await using stage = await makeStage();
  const argv = await prepare(stage);
  for (const more of OPTIONS) {
    const result = await run(stage, ...argv, ...more);

    expect(result.stdout + result.stderr).toContain(said);
    expect(result.stdout + result.stderr).not.toContain('[31mil');
    expect(faultsIn(result)).toEqual([]);
  }
});
