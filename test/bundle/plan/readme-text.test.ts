import { expect, test } from 'vitest';
import type {
  BundleContents,
  ContentsBrew,
  ContentsTarget,
} from '../../../src/bundle/file/contents-schema.ts';
import { planContents } from '../../../src/bundle/plan/plan-contents.ts';
import { readmeText } from '../../../src/bundle/plan/readme-text.ts';
import { parseHex } from '../../../src/core/digest.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const BREW: ContentsBrew = {
  tag: '4.6.10',
  date: '2025-09-08',
  commit: '1'.repeat(40),
  tree: '2'.repeat(40),
  source: { file: 'brew/homebrew-4.6.10.tar', sha256: parseHex('3'.repeat(64)), sizeBytes: 1 },
  ruby: {
    version: '3.4.5',
    bottleTag: 'el_capitan',
    repository: 'homebrew/portable-ruby/portable-ruby',
    file: 'brew/portable-ruby-3.4.5.el_capitan.bottle.tar.gz',
    sha256: parseHex('4'.repeat(64)),
    sizeBytes: 1,
  },
  needsTools: false,
};

/** Contents for Big Sur and Ventura, each with vim, changed as a test wants. */
async function contents(
  change: (target: ContentsTarget, at: number) => ContentsTarget = (target) => target,
): Promise<BundleContents> {
  await using folder = await tempFolder();
  const targets = [];
  for (const bottleTag of ['big_sur', 'arm64_ventura']) {
    const items = [await makeBottle(folder.path, { formula: 'vim', bottleTag })];
    targets.push({ target: parseTargetTag(bottleTag), items });
  }
  const planned = planContents({ targets, lock: undefined, receipts: [] });
  return { ...planned, targets: planned.targets.map(change) };
}

/** The commands of each case, by its heading. */
function cases(text: string): Record<string, string[]> {
  const [, part = ''] = /\nWHAT TO TYPE\n([^]*)\nAFTERWARDS\n/.exec(text) ?? [];
  const found: Record<string, string[]> = {};
  for (const [, head = '', lines = ''] of part.matchAll(/\n(\S.*):\n\n((?: {2}bash .*\n)+)/g))
    found[head] = [...lines.matchAll(/^ {2}bash (install\.sh(?: --?\S+)*(?: ~\S+)?)/gm)].map(
      ([, command = '']) => command,
    );
  return found;
}

test('a bundle with Homebrew says what to type in each of three cases', async () => {
  const text = readmeText(await contents((target) => ({ ...target, brew: BREW })));

  expect(cases(text)).toEqual({
    'Homebrew is there, and starts': ['install.sh --dry-run', 'install.sh'],
    'Homebrew is there, but does not start': [
      'install.sh',
      'install.sh --brew-beside',
      'install.sh --replace-brew',
    ],
    'There is no Homebrew': [
      'install.sh --dry-run',
      'install.sh',
      'install.sh --brew-prefix ~/homebrew',
    ],
  });
  expect(text).toContain('      vim 1.0\n      Homebrew 4.6.10 of 2025-09-08\n');
  expect(text).toContain('  brew/ ');
  expect(text).not.toMatch(/The last two|Command Line Tools/);
});

test('a bundle without Homebrew promises none, and names the option that adds it', async () => {
  const text = readmeText(await contents());

  expect(cases(text)).toEqual({
    'Homebrew is there, and starts': ['install.sh --dry-run', 'install.sh'],
    'Homebrew is not there, or does not start': ['install.sh --check'],
  });
  expect(text).toContain('brewpull bundle --with-brew');
  expect(text).not.toMatch(/brew-beside|brew-prefix|  brew\//);
});

test('what applies to only one of several machines names that machine', async () => {
  const brew = { ...BREW, needsTools: true };
  const text = readmeText(
    await contents((target, at) => (at === 0 ? target : { ...target, brew })),
  );

  expect(text).toContain(
    'The last two are only for macOS 13 Ventura on Apple silicon (arm64_ventura).',
  );
  expect(text).toContain(
    'On macOS 13 Ventura on Apple silicon (arm64_ventura) this Homebrew needs Apple',
  );
});

test('a bundle with only Homebrew lists no folders that it does not have', async () => {
  const text = readmeText(await contents((target) => ({ ...target, items: [], brew: BREW })));

  expect(text).toContain('This folder holds Homebrew itself, and a script');
  expect(text).not.toMatch(/ {2}(?:bottles|registry|formulae)\//);
  expect(text).toContain(':\n      Homebrew 4.6.10 of 2025-09-08\n');
});

test('the settings for a machine without a network are one command, and so is undoing them', async () => {
  const text = readmeText(await contents());

  expect(text).toContain('  bash install.sh --offline-brew ');
  expect(text).toContain('  bash install.sh --undo-offline-brew ');
  expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
});
