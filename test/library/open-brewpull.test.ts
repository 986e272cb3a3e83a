import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { formatAskedFormula } from '../../src/history/tap/asked-formula.ts';
import { openBrewpull } from '../../src/library/open-brewpull.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

test.each([
  ['a registry', { registry: 'ftp://mirror.example' }],
  ['a registry without TLS that is not allowed', { registry: 'http://mirror.example' }],
  ['a host', { insecureRegistries: ['mirror.example/path'] }],
])('%s that cannot be used is refused when brewpull is opened', (_name, options) => {
  expect(() => openBrewpull(options)).toThrow(UsageError);
});

test('a program asks for a version as a user does, or builds the name from its parts', async () => {
  await using world = await startVimWorld();
  const brewpull = openBrewpull({
    tapDirectory: world.tap.path,
    registry: world.registry.url.href,
    environment: process.env,
    packagedAnswers: false,
  });
  const name = formatAskedFormula({
    tap: 'homebrew/core',
    name: 'vim',
    version: { text: '9.0.1850' },
  });
  try {
    const targets = [parseTargetTag('big_sur')];
    const { results } = await brewpull.resolve({ formulae: [name, 'vim=9.0.7'], targets });
    const [found, missed] = results;

    expect(name).toBe('vim=9.0.1850');
    expect(found).toMatchObject({
      status: 'found',
      pkgVersion: '9.0.1850',
      wanted: '9.0.1850',
      last: { pkgVersion: '9.0.1900' },
    });
    expect(missed).toMatchObject({
      status: 'no-bottle',
      wanted: '9.0.7',
      versions: [{ pkgVersion: '9.0.1700' }],
    });
  } finally {
    await brewpull.close();
  }
});
