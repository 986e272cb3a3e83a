import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { MACOS_RELEASES } from '../../../src/core/macos.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { openAtlas } from '../../../src/history/atlas/atlas.ts';
import { updateAtlas } from '../../../src/history/atlas/update-atlas.ts';
import { createFormulaReader } from '../../../src/history/ruby/reader.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { createAnswersHistory } from '../../../src/history/answers/answers-history.ts';
import { createAtlasHistory } from '../../../src/history/answers/atlas-history.ts';
import { createGitHistory } from '../../../src/history/answers/git-history.ts';
import { answersOf, withoutPlaces } from '../../support/tap/atlas-lines.ts';
import { buildTap } from '../../support/tap/build-tap.ts';
import { factsTap } from '../../support/tap/facts-tap.ts';

const MACS = MACOS_RELEASES.slice(10, 18).map(({ codename }) => codename);
const TARGETS = [
  ...MACS,
  ...MACS.filter((codename) => !/sierra|mojave|catalina/.test(codename)).map(
    (codename) => `arm64_${codename}`,
  ),
  'x86_64_linux',
  'arm64_linux',
].map(parseTargetTag);
const TAP = 'homebrew/core';
const QUESTION = {
  exactOnly: false,
  signal: new AbortController().signal,
  onEvent: () => undefined,
};

test('for every formula and target of the recorded facts, the atlas and a file of its answers say the same as a walk', async () => {
  const { commits, names } = await factsTap();
  await using tap = await buildTap({ commits });
  await using repository = await openRepository(tap.path, { environment: process.env });
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-atlas-'));
  try {
    const reader = await createFormulaReader();
    const path = join(folder, 'core.atlas');
    await updateAtlas({ tap: TAP, repository, reader }, path);

    using atlas = openAtlas(path);
    if (atlas === undefined) throw new Error('there is no atlas');
    const past = { before: undefined, at: undefined };
    const walk = createGitHistory({ repository, tap: TAP, reader, ...past });
    const kept = createAtlasHistory(atlas, TAP, '');
    using file = await answersOf(path);
    const told = createAnswersHistory(file, '');
    let found = 0;
    for (const name of names) {
      const said = await kept.ask(name, TARGETS, QUESTION);
      expect(said, name).toEqual(await walk.ask(name, TARGETS, QUESTION));
      const answered = await told.ask(name, TARGETS, QUESTION);
      expect(withoutPlaces(answered), name).toEqual(withoutPlaces(said));
      const answers = said.status === 'known' ? said.answers : [];
      found += answers.filter(({ status }) => status === 'found').length;
    }
    expect(names).toHaveLength(223);
    expect(found).toBeGreaterThan(2000);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 240_000);
