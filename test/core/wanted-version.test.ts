import { expect, test } from 'vitest';

import { keepWanted, type BuiltVersion } from '../../src/core/wanted-version.ts';

const BUILDS: readonly BuiltVersion[] = [
  { version: '9.0.1900', revision: 1, rebuild: 0 },
  { version: '9.0.1900', revision: 0, rebuild: 2 },
  { version: '9.0.1900', revision: 0, rebuild: 0 },
  { version: '7.1.1-18', revision: 0, rebuild: 0 },
  { version: '7.1.1', revision: 0, rebuild: 18 },
  { version: '7.1.0', revision: 0, rebuild: 3 },
  { version: '9e', revision: 0, rebuild: 0 },
  { version: '2023-09-01', revision: 0, rebuild: 0 },
  { version: '1.1.1w', revision: 0, rebuild: 0 },
  { version: '0.0.0,1', revision: 0, rebuild: 0 },
  { version: 'R14B_4', revision: 0, rebuild: 0 },
  { version: '4.7.0', revision: 2, rebuild: 1, otherVersions: ['4.7'] },
];

test.each([
  ['9.0.1900', ['9.0.1900_1', '9.0.1900-2', '9.0.1900']],
  ['9.0.1900_1', ['9.0.1900_1']],
  ['9.0.1900_0', ['9.0.1900-2', '9.0.1900']],
  ['9.0.1900_0-2', ['9.0.1900-2']],
  ['9.0.1900-2', ['9.0.1900-2']],
  ['9.0.1900-0', ['9.0.1900_1', '9.0.1900']],
  ['7.1.1-18', ['7.1.1-18']],
  ['7.1.1', ['7.1.1-18 of 7.1.1']],
  ['7.1.0-3', ['7.1.0-3']],
  ['9e', ['9e']],
  ['2023-09-01', ['2023-09-01']],
  ['1.1.1w', ['1.1.1w']],
  ['0.0.0,1', ['0.0.0,1']],
  ['R14B_4', ['R14B_4']],
  ['4.7', ['4.7.0_2-1']],
  ['4.7_2', ['4.7.0_2-1']],
  ['4.7.0_2-1', ['4.7.0_2-1']],
  ['9.0', []],
  ['9.0.190', []],
  ['9.0.1900_2', []],
  ['HEAD', []],
])('%s means %j', (text, meant) => {
  const { builds } = keepWanted(BUILDS, { text }, (build) => build);

  expect(builds.map(name)).toEqual(meant);
});

function name({ version, revision, rebuild }: BuiltVersion): string {
  const pkgVersion = revision > 0 ? `${version}_${revision}` : version;
  if (version === '7.1.1') return `7.1.1-${rebuild} of 7.1.1`;
  return rebuild > 0 ? `${pkgVersion}-${rebuild}` : pkgVersion;
}
