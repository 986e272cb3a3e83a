import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';

import { NewcomerWorld } from '../support/newcomer/newcomer.ts';
import { once } from '../support/once.ts';
import { Project } from '../support/package/project.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.ts'));

const project = once(() => Project.start(EXAMPLES), 240_000);
const world = once(() => NewcomerWorld.start(), 120_000);

test.each(['node16', 'nodenext', 'bundler'] as const)(
  'every example compiles in strict mode with %s',
  async (resolution) => {
    const files = EXAMPLES.map((name) => `examples/${name}`);

    expect(await project().compile({ files, resolution })).toBe('');
  },
  240_000,
);

test('every example in the page on the library compiles in strict mode', async () => {
  const page = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
  const examples = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  const files = examples.map((code, index) => {
    writeFileSync(project().at(`page-${index}.ts`), code);
    return `page-${index}.ts`;
  });

  expect(examples.length).toBeGreaterThan(5);
  expect(await project().compile({ files, resolution: 'nodenext' })).toBe('');
}, 240_000);

test.each([
  ['node_modules/compiler-4/node_modules/typescript', 'nodenext'],
  ['node_modules/compiler-5/node_modules/typescript', 'node16'],
  ['node_modules/compiler-5/node_modules/typescript', 'bundler'],
  ['node_modules/@microsoft/api-extractor/node_modules/typescript', 'nodenext'],
] as const)(
  'the types are valid for the compiler in %s with %s',
  async (compiler, resolution) => {
    writeFileSync(project().at('use.ts'), "import * as all from 'brewpull';\nvoid all;\n");
    // The oldest cannot read the types of Node; those of a browser have everything needed.
    const types = { types: [], lib: ['es2022', 'dom'] };

    expect(await project().compile({ files: ['use.ts'], resolution, compiler, types })).toBe('');
  },
  240_000,
);

test('a program with a mistake does not compile', async () => {
  writeFileSync(project().at('wrong.ts'), "import { nothing } from 'brewpull';\nnothing();\n");

  expect(await project().compile({ files: ['wrong.ts'], resolution: 'nodenext' })).toContain(
    'TS2305',
  );
}, 120_000);

/** How an example is run, in the home in which the ones before it ran. */
interface Run {
  readonly name: string;
  readonly words?: string;
  /** A shell line that is run first. */
  readonly before?: string;
  /** The program is stopped with Ctrl-C once it has written this. */
  readonly until?: string;
  readonly code?: number;
  readonly prints: RegExp;
}

const RECEIPTS = ['home', 'tor', 'vpn'].map(
  (network) =>
    `brewpull tree --target big_sur --cache-dir c-${network} -o t-${network} --receipt ${network}.json --network-label ${network}`,
);

const RUNS: readonly Run[] = [
  {
    name: 'fetch-one.ts',
    prints: /bottles\/vim--9\.0\.1900\.big_sur\.bottle\.tar\.gz\nsha256 [0-9a-f]{64}\n$/,
  },
  {
    name: 'last-bottles.ts',
    prints:
      /^ +big_sur +ventura +arm64_sonoma\nvim +9\.0\.1900 \(2023-09-17\) .*no such formula\n$/s,
  },
  {
    name: 'bundle-with-progress.ts',
    prints: /^written: .*tools\.tar, \d+ bytes\nbig_sur: .*\bvim\b/,
  },
  {
    name: 'verify-bundle.ts',
    words: 'tools.tar',
    prints: /^\S*tools\.tar: bundle, ok\n {2}\w.*bundle/,
  },
  {
    name: 'serve-bundle.ts',
    words: 'tools.tar',
    until: 'bottles at',
    prints: /^export HOMEBREW_\w+='http:\/\/127\.0\.0\.1:\d+.*\n\d+ bottles at http:/s,
  },
  { name: 'mirror-of-two.ts', prints: /^.*mirror: complete, \d+ bottles, [1-9]\d* of them new\n$/ },
  {
    name: 'lock-in-ci.ts',
    prints: /big_sur +vim: nothing -> 9\.0\.1900\n.*brewpull\.lock\.json: written\n$/s,
  },
  {
    name: 'lock-in-ci.ts',
    before: 'export CI=true',
    prints: /^.*brewpull\.lock\.json: unchanged\n$/,
  },
  {
    name: 'lock-in-ci.ts',
    before: 'echo "{}" > brewpull.lock.json; export CI=true',
    code: 1,
    prints: /^$/,
  },
  {
    name: 'compare-receipts.ts',
    words: 'home.json tor.json vpn.json',
    before: RECEIPTS.join(' && '),
    prints: /^agree: .*tree.*, from home, tor, vpn\n.*agreed\n$/s,
  },
];

test('every example runs against the package as it would be published', async () => {
  await using place = await tempFolder();
  const home = place.at('you');
  await world().runIn(home, ['brewpull', 'sync']);
  for (const run of RUNS) {
    const ended = await world().runIn(home, ['/bin/bash', '-c', lineOf(run)]);

    expect(ended.stdout, `${run.name}: ${ended.stderr}`).toMatch(run.prints);
    expect(ended.code, `${run.name}: ${ended.stderr}`).toBe(run.code ?? 0);
  }
  expect(new Set(RUNS.map(({ name }) => name))).toEqual(new Set(EXAMPLES));
}, 300_000);

test('a bundle that is interrupted halfway continues with what it had', async () => {
  const { registry } = world();
  await using place = await tempFolder();
  const home = place.at('you');
  const run = { name: 'bundle-with-progress.ts', prints: /^/ };
  await world().runIn(home, ['brewpull', 'sync']);
  registry.fault({ method: 'GET', path: /\/blobs\// }, {});
  registry.fault({ method: 'GET', path: /\/blobs\// }, { delayMs: 600_000 }, 20);
  const stopped = await world().runIn(home, [
    '/bin/bash',
    '-c',
    lineOf({ ...run, until: '1 files' }),
  ]);
  registry.clearFaults();

  expect(stopped.stderr).toMatch(/^1 files, .*\nABORTED: /m);
  expect(stopped).toMatchObject({ code: 130, stdout: '' });

  const [, first = ''] = /1 files, \d+ KiB: (.*)/.exec(stopped.stderr) ?? [];
  const next = await world().runIn(home, ['/bin/bash', '-c', lineOf(run)]);
  expect(next.stdout).toMatch(/^written: /);
  expect(next.stderr).not.toContain(first);
}, 300_000);

/** A shell line that runs an example. Background jobs of a shell ignore Ctrl-C, but the examples listen for it themselves. */
function lineOf({ name, words = '', before = ':', until }: Run): string {
  const program = `"$NODE" '${project().built(name)}' ${words}`;
  if (until === undefined) return `{ ${before}; } >&2 && exec ${program}`;
  return `${program} > said 2> complained & program=$!
for _ in {1..600}; do grep -q '${until}' said complained && break; sleep 0.1; done
kill -INT "$program"; wait "$program"; code=$?
cat said; cat complained >&2; exit "$code"`;
}

test('the page on the examples names every example', () => {
  const page = readFileSync(join(ROOT, 'examples/README.md'), 'utf8');

  expect(EXAMPLES.filter((name) => !page.includes(`(${name})`))).toEqual([]);
});
