import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { MACOS_RELEASES } from '../../../src/core/macos.ts';
import { parseTargetTag, type Target } from '../../../src/core/target.ts';
import { openAtlas } from '../../../src/formula/atlas/atlas.ts';
import { updateAtlas } from '../../../src/formula/atlas/update-atlas.ts';
import { locateFormula } from '../../../src/formula/history/locate.ts';
import { type FormulaReader, walkFormula } from '../../../src/formula/history/walk.ts';
import { createFormulaReader } from '../../../src/formula/ruby/reader.ts';
import { openRepository, type Repository } from '../../../src/git/repository.ts';
import { SpanChooser } from '../../../src/plan/bottle-spans.ts';
import { PairingWalk } from '../../../src/plan/pairing.ts';
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

/** What a walk says for every target, in one line each. */
async function askWalk(
  repository: Repository,
  reader: FormulaReader,
  formula: string,
): Promise<string[]> {
  const location = await locateFormula({ repository, formula });
  const walks = TARGETS.map((target) => new PairingWalk(target, { exactOnly: false }));
  const open = new Set(walks);
  for await (const state of walkFormula({ repository, reader, location })) {
    for (const walk of open) if (walk.feed(state)) open.delete(walk);
  }
  return walks.map((walk, index) => {
    const said = walk.result();
    if (said.status === 'none') return `${tagOf(index)} none`;
    const { entry, introduced, dropped, how } = said;
    const { version, revision, bottle } = introduced.formula;
    return `${tagOf(index)} ${how} ${entry.tag} ${entry.checksum} ${version}_${revision}-${bottle?.rebuild} ${introduced.commit.oid} ${introduced.commit.date} ${introduced.path} ${dropped?.commit.oid} ${dropped?.commit.date}`;
  });
}

function askAtlas(path: string, formula: string): string[] {
  using atlas = openAtlas(path);
  const spans = atlas?.formula(formula)?.spans ?? [];
  return TARGETS.map((target: Target, index) => {
    const choice = new SpanChooser(target, { exactOnly: false }).choose(spans);
    if (choice === undefined) return `${tagOf(index)} none`;
    const { tag, checksum, introduced, dropped } = choice.offer;
    const { version, revision, rebuild, commit } = introduced;
    return `${tagOf(index)} ${choice.how} ${tag} ${checksum} ${version}_${revision}-${rebuild} ${commit.oid} ${commit.date} ${introduced.path} ${dropped?.commit.oid} ${dropped?.commit.date}`;
  });
}

function tagOf(index: number): string {
  return TARGETS[index]?.bottleTag ?? '';
}

test('for every formula and target of the recorded facts the atlas answers what a walk answers', async () => {
  const { commits, names } = await factsTap();
  await using tap = await buildTap({ commits });
  await using repository = await openRepository(tap.path, { environment: process.env });
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-atlas-'));
  try {
    const reader = await createFormulaReader();
    const path = join(folder, 'core.atlas');
    await updateAtlas({ repository, reader }, path);

    let found = 0;
    for (const name of names) {
      const said = askAtlas(path, name);
      expect(said, name).toEqual(await askWalk(repository, reader, name));
      found += said.filter((line) => !line.endsWith(' none')).length;
    }
    expect(names).toHaveLength(223);
    expect(found).toBeGreaterThan(2000);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 240_000);
