import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BASH, layBundle, runInstaller } from '../../support/brew/bundled.ts';
import { Machine } from '../../support/brew/machine.ts';

/** What a keg's receipt says about why it is installed. */
async function marksOf(mac: Machine, keg: string): Promise<Record<string, unknown>> {
  const receipt = join(mac.prefix, 'Cellar', keg, 'INSTALL_RECEIPT.json');
  const parsed: unknown = JSON.parse(await readFile(receipt, 'utf8'));
  expect(parsed).toMatchObject({ poured_from_bottle: true });
  return Object.fromEntries(
    Object.entries(Object(parsed)).filter(([key]) => key.startsWith('installed_')),
  );
}

const DEPENDENCY = { installed_on_request: false };
const REQUESTED = { installed_on_request: true };
const LIBRARY = { formula: 'library', pkgVersion: '2.0', isRequested: false };
const EDITOR = { formula: 'editor', dependencies: ['library'] };

test.each([
  ['4.1.25', { installed_as_dependency: true }, { installed_as_dependency: false }],
  ['4.4.25', { installed_as_dependency: true }, { installed_as_dependency: false }],
  ['4.4.26', { installed_as_dependency: true }, { installed_as_dependency: false }],
  ['5.1.8', { installed_as_dependency: true }, { installed_as_dependency: false }],
  ['5.1.9', {}, {}],
  ['6.0.18', {}, {}],
])('with brew %s dependencies are marked as such', async (brewVersion, needed, asked) => {
  await using mac = await Machine.create({ brewVersion });
  await layBundle(mac, 'big_sur', LIBRARY, EDITOR);
  expect(await runInstaller(mac)).toMatchObject({ code: 0, stderr: '' });

  expect(await marksOf(mac, 'library/2.0')).toEqual({ ...DEPENDENCY, ...needed });
  expect(await marksOf(mac, 'editor/1.0')).toEqual({ ...REQUESTED, ...asked });
  await runInstaller(mac);
  expect(await marksOf(mac, 'library/2.0')).toMatchObject(DEPENDENCY);
  await runInstaller(mac, '--only', 'library');
  expect(await marksOf(mac, 'library/2.0')).toEqual({ ...REQUESTED, ...asked });
});

test.each(['4.1.25', '6.0.18'])(
  'brew %s keeps the reason why another version was installed',
  async (brew) => {
    await using mac = await Machine.create({ brewVersion: brew });
    await layBundle(mac, 'big_sur', { ...LIBRARY, pkgVersion: '1.0', isRequested: true });
    await runInstaller(mac);
    // Also if it is poured in another way.
    await layBundle(mac, 'big_sur', { ...LIBRARY, formulaLines: ['removed_dsl'] }, EDITOR);
    await runInstaller(mac);

    expect(await marksOf(mac, 'library/2.0')).toMatchObject(REQUESTED);
    expect(await marksOf(mac, 'library/1.0')).toMatchObject(REQUESTED);
  },
);

test.each(['4.1.25', '6.0.18'])(
  'an older dependency that brew %s can read stays one beside a version that it cannot read',
  async (brewVersion) => {
    await using mac = await Machine.create({ brewVersion });
    await layBundle(mac, 'big_sur', { ...LIBRARY, pkgVersion: '1.0' }, EDITOR);
    await runInstaller(mac);
    await layBundle(mac, 'big_sur', { ...LIBRARY, formulaLines: ['removed_dsl'] }, EDITOR);

    expect(await runInstaller(mac)).toMatchObject({ code: 0, stderr: '' });
    expect(await marksOf(mac, 'library/2.0')).toMatchObject(DEPENDENCY);
    expect(await marksOf(mac, 'library/1.0')).toMatchObject(DEPENDENCY);
  },
);

test('a dependency becomes requested when a bundle asks for it, and never the other way round', async () => {
  await using mac = await Machine.create();
  await layBundle(mac, 'big_sur', LIBRARY, EDITOR);
  await runInstaller(mac);
  await layBundle(mac, 'big_sur', { ...LIBRARY, isRequested: true });
  expect((await runInstaller(mac, '--dry-run')).code).toBe(0);
  expect(await marksOf(mac, 'library/2.0')).toMatchObject(DEPENDENCY);
  await runInstaller(mac);
  expect(await marksOf(mac, 'library/2.0')).toMatchObject(REQUESTED);
  await layBundle(mac, 'big_sur', LIBRARY, EDITOR);
  await runInstaller(mac);

  expect(await marksOf(mac, 'library/2.0')).toMatchObject(REQUESTED);
});

test.each(['4.1.25', '6.0.18'])(
  'a power cut does not change the marks with brew %s',
  async (brewVersion) => {
    await using mac = await Machine.create({ brewVersion });
    await layBundle(mac, 'big_sur', { ...LIBRARY, pkgVersion: '1.0', isRequested: true });
    await runInstaller(mac);
    await layBundle(mac, 'big_sur', LIBRARY, EDITOR);
    await mac.become({ brewVersion, stall: 'library' });
    const cut = new AbortController();
    const running = mac.run([BASH, join(mac.folder, 'bundle/install.sh')], { signal: cut.signal });
    await mac.untilStalled();
    cut.abort();
    await running;
    // As if brew had got further, and the previous version were gone.
    const receipt = '{\n  "poured_from_bottle": true,\n  "installed_on_request": false\n}\n';
    await writeFile(join(mac.prefix, 'Cellar/library/2.0/INSTALL_RECEIPT.json'), receipt);
    await rm(join(mac.prefix, 'Cellar/library/1.0'), { recursive: true });
    await mac.become({ brewVersion });

    expect((await runInstaller(mac)).code).toBe(0);
    expect(await marksOf(mac, 'library/2.0')).toMatchObject(REQUESTED);
    expect(await marksOf(mac, 'editor/1.0')).toMatchObject(REQUESTED);
  },
);

test('a receipt that does not say why its keg is installed is left as it is', async () => {
  await using mac = await Machine.create();
  const keg = join(mac.prefix, 'Cellar/library/2.0');
  await mkdir(keg, { recursive: true });
  await writeFile(join(keg, 'INSTALL_RECEIPT.json'), '{}');
  await mkdir(join(mac.prefix, 'opt'), { recursive: true });
  await mac.run(['ln', '-s', '../Cellar/library/2.0', join(mac.prefix, 'opt/library')]);
  await layBundle(mac, 'big_sur', { ...LIBRARY, isRequested: true, isKegOnly: true });

  expect(await runInstaller(mac)).toMatchObject({ code: 0, stderr: '' });
  expect(await readFile(join(keg, 'INSTALL_RECEIPT.json'), 'utf8')).toBe('{}');
});
