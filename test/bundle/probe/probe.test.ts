import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseProbe } from '../../../src/bundle/probe/probe-schema.ts';
import { cpuWarning, probeSnippet } from '../../../src/bundle/probe/probe.ts';
import { InvalidFileError } from '../../../src/core/errors.ts';
import { Machine } from '../../support/brew/machine.ts';

async function probe(mac: Machine): Promise<string> {
  const script = join(mac.folder, 'probe.sh');
  await writeFile(script, probeSnippet());
  const { code, stdout, stderr } = await mac.run(['sh', script]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const read = (text: string): ReturnType<typeof parseProbe> =>
  parseProbe(Buffer.from(text), 'mac.json');

test('the script describes a Mac in one line, and changes nothing', async () => {
  await using mac = await Machine.create({ brewVersion: '4.6.4' });
  const keg = join(mac.prefix, 'Cellar/python@3.12');
  for (const version of ['3.12.0', '3.12.1_1', 'half "made"'])
    await mkdir(join(keg, version), { recursive: true });
  await writeFile(join(keg, '3.12.0/INSTALL_RECEIPT.json'), '{}');
  await writeFile(join(keg, '3.12.1_1/INSTALL_RECEIPT.json'), '{}');
  await mkdir(join(mac.prefix, 'opt'));
  await mac.run([
    'ln',
    '-s',
    '../Cellar/python@3.12/3.12.1_1',
    join(mac.prefix, 'opt/python@3.12'),
  ]);
  const before = await readdir(mac.prefix, { recursive: true });
  const printed = await probe(mac);

  expect(printed.trimEnd()).not.toContain('\n');
  expect(read(printed)).toMatchObject({
    target: { bottleTag: 'big_sur' },
    systemVersion: '11.7.10',
    prefix: mac.prefix,
    cellar: `${mac.prefix}/Cellar`,
    brewVersion: '4.6.4',
    cpuFamily: undefined,
    kegs: [
      { name: 'python@3.12', version: '3.12.0', isLinked: false },
      { name: 'python@3.12', version: '3.12.1_1', isLinked: true },
    ],
  });
  expect(await readdir(mac.prefix, { recursive: true })).toEqual(before);
});

test('the script describes Linux', async () => {
  await using mac = await Machine.create({ brewVersion: '4.6.4' });
  await mac.become({ system: 'linux', arch: 'aarch64' });

  expect(read(await probe(mac)).target.bottleTag).toBe('arm64_linux');
});

function described(fields: Record<string, unknown>): string {
  return JSON.stringify({
    schemaVersion: 1,
    system: 'macos',
    systemVersion: '13.6',
    arch: 'x86_64',
    cpuFamily: '',
    prefix: '',
    cellar: '',
    brewVersion: '',
    kegs: [],
    ...fields,
  });
}

test('a processor that is older than the bottles is warned of', () => {
  const nehalem = String(0x6b5a4cd2);
  const penryn = String(0x78ea4fbc);
  // sysctl printed signed numbers.
  const icelake = String(0x38435547);

  expect(cpuWarning(read(described({ cpuFamily: nehalem })))).toContain('(nehalem) is older');
  expect(
    cpuWarning(read(described({ cpuFamily: nehalem, systemVersion: '11.7' }))),
  ).toBeUndefined();
  expect(cpuWarning(read(described({ cpuFamily: penryn, systemVersion: '11.7' })))).toContain(
    '(penryn)',
  );
  expect(cpuWarning(read(described({ cpuFamily: icelake })))).toBeUndefined();
  expect(cpuWarning(read(described({ cpuFamily: '1' })))).toBeUndefined();
});

test.each([
  ['not JSON', '{'],
  ['another version', described({ schemaVersion: 2 })],
  ['a macOS that never was', described({ systemVersion: '17.0' })],
  ['a processor without bottles', described({ arch: 'ppc' })],
  ['a relative prefix', described({ prefix: 'usr/local' })],
  ['control characters', described({ brewVersion: '4\u001b[2J' })],
])('%s is refused', (_what, text) => {
  expect(() => read(text)).toThrow(InvalidFileError);
});
