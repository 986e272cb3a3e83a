import { readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { hexOfBytes } from '../../src/core/digest.ts';
import { checkCycloneDx, checkSpdx } from '../support/bom/check-documents.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];

const world = once(startClosureWorld);

function openHome(): Promise<CliHome> {
  return cliHome({ tap: world().tap, registry: world().registry });
}

/** `sbom` takes no network options. */
function sbom(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  const places = ['--cache-dir', home.cache, '--tap-dir', world().tap.path];
  return runCli(['sbom', ...places, ...argv], { cwd: home.work });
}

function verify(home: CliHome, path: string): Promise<CliResult> {
  return runCli(['verify', path, '--cache-dir', home.cache], { cwd: home.work });
}

function readAt(home: CliHome, name: string): Promise<string> {
  return readFile(home.at('work', name), 'utf8');
}

async function makeBundle(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  const result = await home.run(['bundle', 'app', ...BIG_SUR, '-o', 'app.tar', ...argv]);
  expect(result).toMatchObject({ code: 0 });
  return result;
}

test('sbom lists the bottles of a bundle as SPDX on standard output, the same each time', async () => {
  await using home = await openHome();
  await makeBundle(home);
  const first = await sbom(home, 'app.tar');
  const second = await sbom(home, 'app.tar');
  const { packages, relationships } = await checkSpdx(first.stdout);

  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toBe(first.stdout);
  expect(packages.map(({ name }) => name)).toEqual([
    'app',
    'app source',
    'base',
    'base source',
    'mid',
    'mid source',
  ]);
  expect(
    relationships.filter(({ relationshipType }) => relationshipType === 'DESCRIBES'),
  ).toHaveLength(1);
  expect(
    relationships.filter(({ relationshipType }) => relationshipType === 'DEPENDS_ON'),
  ).toHaveLength(3);
});

test('the ending .cdx.json and --format choose CycloneDX, and an older bill of materials is replaced', async () => {
  await using home = await openHome();
  await makeBundle(home);
  const byName = await sbom(home, 'app.tar', '-o', 'app.cdx.json', '--json');
  const byOption = await sbom(home, 'app.tar', '--format', 'cyclonedx');
  const again = await sbom(home, 'app.tar', '-o', 'app.cdx.json', '--format', 'spdx');

  expect(JSON.parse(byName.stdout)).toEqual({
    schemaVersion: 1,
    path: home.at('work', 'app.cdx.json'),
    format: 'cyclonedx',
    bottles: 3,
    warnings: [],
  });
  expect((await checkCycloneDx(byOption.stdout)).components).toHaveLength(3);
  expect(again).toMatchObject({ code: 0, stdout: 'app.cdx.json\n' });
  await checkSpdx(await readAt(home, 'app.cdx.json'));
});

test('with --sbom, bundle, lock and mirror also write a bill of materials', async () => {
  await using home = await openHome();
  await makeBundle(home, '--sbom', 'app.spdx.json', '--sbom', 'app.cdx.json');
  const direct = await sbom(home, 'app.tar');
  const lock = await home.run(['lock', 'app', ...BIG_SUR, '--sbom', 'lock.spdx.json']);
  const mirror = await home.run([
    'mirror',
    'app',
    ...BIG_SUR,
    '-o',
    'tree',
    '--sbom',
    'tree.cdx.json',
  ]);

  expect(await readAt(home, 'app.spdx.json')).toBe(direct.stdout);
  expect((await checkCycloneDx(await readAt(home, 'app.cdx.json'))).components).toHaveLength(3);
  expect([lock.code, mirror.code]).toEqual([0, 0]);
  expect((await checkSpdx(await readAt(home, 'lock.spdx.json'))).packages).toHaveLength(6);
  expect((await checkCycloneDx(await readAt(home, 'tree.cdx.json'))).components).toHaveLength(3);
});

test('--sbom of a split bundle lists the bottles of the whole bundle', async () => {
  await using home = await openHome();
  await makeBundle(home, '--split', 'fat32', '--sbom', 'app.spdx.json');

  expect((await checkSpdx(await readAt(home, 'app.spdx.json'))).packages).toHaveLength(6);
});

test('bottles of a lock that are not at hand give a warning, and are listed with their formulae', async () => {
  await using home = await openHome();
  await home.run(['lock', 'app', ...BIG_SUR]);
  const options = ['--cache-dir', home.at('empty'), '--tap-dir', home.at('no-such-clone')];
  const result = await sbom(home, 'brewpull.lock.json', ...options);

  expect(result.code).toBe(0);
  expect(result.stderr).toContain(
    'warning: app--2.0.big_sur.bottle.tar.gz: it is not at hand, so the bill of materials inside was not read',
  );
  expect((await checkSpdx(result.stdout)).packages).toHaveLength(6);
});

test('a damaged bundle, a file without bottles, and another file in the way are refused', async () => {
  await using home = await openHome();
  await makeBundle(home);
  const tar = await readFile(home.at('work', 'app.tar'));
  const at = tar.indexOf('class App');
  tar.write('klass', at, 'latin1');
  await writeFile(home.at('work', 'damaged.tar'), tar);
  await writeFile(home.at('work', 'notes.txt'), 'mine');

  expect(await sbom(home, 'damaged.tar')).toMatchObject({ code: 4, stdout: '' });
  expect(await sbom(home, 'notes.txt')).toMatchObject({ code: 2, stdout: '' });
  expect(await sbom(home)).toMatchObject({ code: 2 });
  expect(await sbom(home, 'app.tar', '--json')).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('"USAGE"'),
  });
  const inTheWay = await sbom(home, 'app.tar', '-o', 'notes.txt');
  expect(inTheWay).toMatchObject({ code: 1 });
  expect(inTheWay.stderr).toContain('exists and is not a bill of materials');
  expect(await readAt(home, 'notes.txt')).toBe('mine');
});

test('a changed bottle in a mirror is an error, whether or not it is still an archive', async () => {
  await using home = await openHome();
  await home.run(['mirror', 'base', ...BIG_SUR, '-o', 'tree']);
  const { bottles } = JSON.parse(await readAt(home, 'tree/mirror.json'));
  const blob = home.at('work/tree/v2/homebrew/core/base/blobs', `sha256:${bottles[0].sha256}`);
  const bytes = await readFile(blob);
  for (const changed of [Buffer.from('no archive'), Buffer.concat([bytes, Buffer.alloc(1)])]) {
    await writeFile(blob, changed);
    const { code, stderr } = await sbom(home, 'tree');

    expect(code).toBe(4);
    expect(stderr).toContain(bottles[0].sha256);
  }
});

test('--with-sbom puts both formats into the bundle, and verify compares them with the rest', async () => {
  await using home = await openHome();
  await makeBundle(home, '--with-sbom');
  const [bom, cycloneDx] = [
    await sbom(home, 'app.tar'),
    await sbom(home, 'app.tar', '--format', 'cyclonedx'),
  ];
  await home.run(['bundle', 'app', ...BIG_SUR, '-o', 'app', '--with-sbom']);
  const sound = await verify(home, 'app');

  expect(await readAt(home, 'app/sbom.spdx.json')).toBe(bom.stdout);
  expect(await readAt(home, 'app/sbom.cdx.json')).toBe(cycloneDx.stdout);
  expect(await verify(home, 'app.tar')).toMatchObject({ code: 0 });
  expect(sound).toMatchObject({ code: 0 });

  await writeFile(home.at('work', 'app/sbom.spdx.json'), '{}');
  expect((await verify(home, 'app')).stdout).toContain(
    'sbom.spdx.json was changed: SHA256SUMS says ',
  );
  const sums = await readAt(home, 'app/SHA256SUMS');
  const sum = hexOfBytes('{}');
  const forged = sums.replace(/^[0-9a-f]{64}(?=  sbom\.spdx\.json$)/m, sum);
  await writeFile(home.at('work', 'app/SHA256SUMS'), forged);
  const rewritten = await verify(home, 'app');
  expect(rewritten).toMatchObject({ code: 4 });
  expect(rewritten.stdout).toContain('sbom.spdx.json does not match the other files');
});
