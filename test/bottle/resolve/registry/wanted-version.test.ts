import { expect, test } from 'vitest';

import { cliHome } from '../../../support/cli/cli-home.ts';
import { startRegistry } from '../../../support/registry/fake-registry.ts';
import { publishBottles } from '../../../support/registry/publish-bottles.ts';

/** The releases of one formula in a registry: pkg version, rebuild and systems. */
const RELEASES: readonly (readonly [string, number, readonly string[]])[] = [
  ['1.0', 0, ['big_sur', 'monterey']],
  ['1.0', 1, ['big_sur', 'monterey']],
  ['1.0_1', 0, ['monterey']],
  ['1.1+git', 0, ['big_sur']],
  ['2.0-1', 0, ['big_sur']],
  ['2.1', 2, ['big_sur']],
  ['3.0', 0, ['monterey']],
  ['3.1', 0, ['big_sur']],
];

test.each([
  ['1.0', '1.0-1', '1.0_1'],
  ['1.0_0', '1.0-1', '1.0-1'],
  ['1.0_1', undefined, '1.0_1'],
  ['1.0-0', '1.0', '1.0_1'],
  ['1.0_0-1', '1.0-1', '1.0-1'],
  ['1.1+git', '1.1+git', '1.1+git older'],
  ['2.0-1', '2.0-1', '2.0-1 older'],
  ['2.0', undefined, undefined],
  ['2.1', '2.1-2', '2.1-2 older'],
  ['2.1-2', '2.1-2', '2.1-2 older'],
  ['2.1-1', undefined, undefined],
  ['3.0', undefined, '3.0'],
  ['3', undefined, undefined],
])('for tool=%s a registry gives Big Sur %s and Monterey %s', async (text, bigSur, monterey) => {
  await using registry = await startRegistry({ access: 'open' });
  for (const [pkgVersion, rebuild, tags] of RELEASES) {
    const pushedAs = `${pkgVersion.replace('+', '.')}${rebuild > 0 ? `-${rebuild}` : ''}`;
    publishBottles(registry, { formula: 'tool', pkgVersion, rebuild, tags, pushedAs });
  }
  await using home = await cliHome({ registry });
  const argv = ['resolve', `tool=${text}`, '--target', 'big_sur', '--target', 'monterey'];
  const { stdout } = await home.run([...argv, '--json']);

  const said = JSON.parse(stdout).results.map(
    ({ status, pkgVersion, rebuild, match }: Record<string, string | number>) =>
      status === 'found'
        ? `${pkgVersion}${rebuild === 0 ? '' : `-${rebuild}`}${match === 'older' ? ' older' : ''}`
        : undefined,
  );
  expect(said).toEqual([bigSur, monterey]);
});

test('only the indexes of the version are read, or a few around it when it does not exist', async () => {
  await using registry = await startRegistry({ access: 'open' });
  for (let minor = 0; minor < 80; minor += 1) {
    publishBottles(registry, { formula: 'tool', pkgVersion: `1.${minor}`, tags: ['big_sur'] });
  }
  await using home = await cliHome({ registry });
  const indexesOf = async (text: string): Promise<readonly string[]> => {
    registry.requests.length = 0;
    await home.run(['resolve', `tool=${text}`, '--target', 'big_sur']);
    const paths = registry.logged({ host: 'registry' }).map(({ path }) => path);
    return paths.flatMap((path) => /manifests\/(1\.[\d.]+)$/.exec(path)?.[1] ?? []);
  };

  expect(await indexesOf('1.40')).toEqual(['1.40']);
  const around = await indexesOf('1.40.1');
  expect(around).toContain('1.41');
  expect(around.length).toBeLessThanOrEqual(8);
});
