import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../../src/core/digest.ts';
import { parseTargetTag } from '../../../../src/core/target.ts';
import { openAnswers } from '../../../../src/history/answers-file/file/answers-file.ts';
import { makeMirrorAnswers } from '../../../../src/mirror/tree/extras/make-answers.ts';
import { Brewpull } from '../../../../src/workspace/brewpull.ts';
import { parseTapClone } from '../../../../src/workspace/histories/tap-clone.ts';
import type { BrewpullOptions } from '../../../../src/workspace/options.ts';
import { cliHome } from '../../../support/cli/cli-home.ts';
import { writeAnswers } from '../../../support/answers/write-answers.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { once } from '../../../support/once.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { startVimWorld } from '../../../support/world/vim-world.ts';

const world = once(() => startVimWorld({ withDependencies: true }));
const TARGETS = ['big_sur', 'arm64_ventura'].map(parseTargetTag);

/** The files that are made with these options, by name. */
async function makeWith(
  options: Partial<BrewpullOptions>,
  targets = TARGETS,
): Promise<ReadonlyMap<string, Buffer>> {
  await using cache = await tempFolder();
  const brewpull = new Brewpull({
    history: 'auto',
    packagedAnswers: undefined,
    packagedCasks: undefined,
    tapClones: [],
    before: undefined,
    at: undefined,
    registry: world().registry.url.href,
    cacheDirectory: cache.path,
    concurrency: 2,
    proxy: undefined,
    certificateAuthorities: [],
    offline: false,
    environment: {},
    onEvent: () => undefined,
    signal: new AbortController().signal,
    ...options,
  });
  try {
    const files = new Map<string, Buffer>();
    for (const { name, content } of await makeMirrorAnswers(brewpull, ['homebrew/core'], targets)) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      files.set(name, Buffer.concat(chunks));
    }
    return files;
  } finally {
    await brewpull.close();
  }
}

const NAME = 'answers/homebrew-core.answers';

test('answers made from a clone are those for the targets', async () => {
  await using folder = await tempFolder();
  const files = await makeWith({ tapClones: [parseTapClone(world().tap.path)] });
  expect([...files.keys()]).toEqual([NAME]);
  await writeFile(folder.at('it'), files.get(NAME) ?? '');
  using answers = openAnswers(folder.at('it'));
  expect(answers?.header.targets).toEqual(['arm64_ventura', 'big_sur']);
  const tags = answers?.formula('vim')?.bottles.map(({ bottleTag }) => bottleTag);
  expect(tags).toContain('big_sur');
  expect(tags).not.toContain('arm64_sonoma');
});

test('answers made from a file of answers are the part that these targets need', async () => {
  await using folder = await tempFolder();
  await writeAnswers(folder.at('all.answers'));
  const options = { packagedAnswers: folder.at('all.answers'), history: 'atlas' } as const;
  const files = await makeWith(options, TARGETS.slice(0, 1));
  await writeFile(folder.at('it'), files.get(NAME) ?? '');
  using answers = openAnswers(folder.at('it'));
  expect(answers?.header.targets).toEqual(['big_sur']);
  expect(answers?.header.head.date).toBe('2026-08-22T00:00:00Z');
});

test('no answers are made if only the registry was asked', async () => {
  expect((await makeWith({ history: 'registry' })).size).toBe(0);
});

test('a brewpull behind the mirror answers from them, without a clone or a list of references', async () => {
  const bytes =
    (await makeWith({ tapClones: [parseTapClone(world().tap.path)] })).get(NAME) ?? Buffer.of();
  const { registry } = world();
  await using home = await cliHome({ registry });
  await writeFile(home.at('work/mirror.answers'), bytes);
  const digest = ['--digest', digestOfBytes(bytes)];
  const fetched = await runCli(
    ['atlas', 'fetch', './mirror.answers', ...digest, '--cache-dir', home.cache],
    { cwd: home.work },
  );
  expect(fetched.code).toBe(0);
  const run = await home.run(['resolve', 'vim', '--target', 'big_sur']);
  expect(run.stdout).toContain('9.0.1900');
  expect(registry.logged({ path: /tags\/list/ })).toEqual([]);
});
