import { expect, test } from 'vitest';

import { openAtlas } from '../../../src/history/atlas/atlas.ts';
import { AtlasWriter } from '../../../src/history/atlas/file/atlas-writer.ts';
import { AliasTrails } from '../../../src/history/atlas/pass/alias-trails.ts';
import { CommitRows } from '../../../src/history/atlas/pass/commit-rows.ts';
import { writeLines } from '../../../src/history/atlas/write-atlas.ts';
import { readTravelFacts } from '../../../src/mirror/travel/read-travel-facts.ts';
import { countTurns } from '../../support/count-turns.ts';
import { updateAtlasOf } from '../../support/tap/atlas-lines.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const COUNT = 60;
const NAMES = Array.from({ length: COUNT }, (_, at) => `tool${at}`);

test('an abort takes effect while an atlas is checked', async () => {
  await using folder = await tempFolder();
  const write = Object.fromEntries(
    NAMES.map((name) => [`Formula/${name}.rb`, formulaText({ name, version: '1.0' })]),
  );
  await using tap = await buildTap({ commits: [{ subject: 'all', write }] });
  const path = folder.at('core.atlas');
  await updateAtlasOf(tap.path, path);
  using atlas = openAtlas(path);
  if (atlas === undefined) throw new Error('there is no atlas');

  expect(await countTurns(() => atlas.verify())).toBeGreaterThanOrEqual(COUNT);
  // Fetching an atlas reads its last bottles, too.
  expect(await countTurns(() => readTravelFacts(path))).toBeGreaterThanOrEqual(2 * COUNT);
  const signal = AbortSignal.abort();
  for (const run of [() => atlas.verify(signal), () => readTravelFacts(path, signal)]) {
    await expect(countTurns(run)).rejects.toMatchObject({ code: 'ABORTED' });
  }
});

test('an abort takes effect at each line of an atlas that is written', async () => {
  await using folder = await tempFolder();
  const write = async (signal: AbortSignal | undefined): Promise<void> => {
    const writer = new AtlasWriter(folder.at('core.atlas'));
    try {
      await writeLines(writer, {
        head: 'a'.repeat(40),
        files: NAMES.map((name) => ({
          path: `Formula/${name}.rb`,
          oid: 'b'.repeat(40),
          isLink: false,
        })),
        changed: new Set(),
        collected: {
          commits: new CommitRows(20),
          lines: new Map(),
          additions: [],
          aliases: new AliasTrails({ aliases: new Map(), aliasFolder: 'Aliases' }),
          begins: undefined,
        },
        tap: {
          tap: 'homebrew/core',
          aliases: new Map(),
          renames: new Map(),
          migrations: new Map(),
          hasRenames: false,
          isSharded: false,
          moves: [],
          meanings: new Map(),
          begins: '2023-01-01T00:00:00Z',
        },
        older: undefined,
        signal,
      });
    } finally {
      writer.discard();
    }
  };

  expect(await countTurns(() => write(undefined))).toBeGreaterThanOrEqual(COUNT);
  await expect(countTurns(() => write(AbortSignal.abort()))).rejects.toMatchObject({
    code: 'ABORTED',
  });
});
