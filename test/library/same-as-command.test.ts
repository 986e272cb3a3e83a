import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { COMMANDS } from '../../src/cli/commands/all.ts';
import { BrewpullError } from '../../src/core/errors.ts';
import type { BrewpullLibrary } from '../../src/library/brewpull-library.ts';
import { toErrorOutput } from '../../src/library/error-output.ts';
import { openBrewpull } from '../../src/library/open-brewpull.ts';
import { schemaVersionOf } from '../../src/output/outputs.ts';
import { advisoryFile, ofCve } from '../support/audit/advisory-file.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { makeImage } from '../support/image/make-image.ts';
import { storeOf } from '../support/image/registry-store.ts';
import { PAIRS, REFUSED, type Pair, type PairPlace } from '../support/library/pairs.ts';
import { once } from '../support/once.ts';
import { startRegistry, type FakeRegistry } from '../support/registry/fake-registry.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const world = once(startVimWorld);
/** With this, git is found but reads no configuration of this machine. */
const ENV = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' };

test('each library call returns what its command answers', async () => {
  await using registry = await startRegistry({ access: 'open' });
  const image = { repository: 'org/tool', tag: '1.0', platforms: ['linux/amd64'] };
  await makeImage(storeOf(registry), image);
  await using own = await homeWithAdvisories();
  await using other = await homeWithAdvisories();
  const brewpull = openIn(own);
  try {
    for (const pair of PAIRS) {
      const title = pair.argv(placeIn(other, registry)).join(' ');
      const answer = await pair.call(brewpull, placeIn(own, registry));
      const { stdout } = await runLine(pair, other, registry);
      const { schemaVersion, ...fields } = JSON.parse(stdout.replaceAll(other.path, own.path));
      expect(schemaVersion, title).toBe(schemaVersionOf(pair.answer));
      expect(atOneTime(answer), title).toStrictEqual(atOneTime(fields));
    }
  } finally {
    await brewpull.close();
  }
}, 120_000);

test.each(REFUSED.map((pair, index) => [pair.answer, index, pair] as const))(
  'a library call throws what its command reports: %s, %i',
  async (_answer, _index, pair) => {
    await using registry = await startRegistry({ access: 'open' });
    await using own = await cliHome(world());
    await using other = await cliHome(world());
    const brewpull = openIn(own);
    try {
      const failure = await pair
        .call(brewpull, placeIn(own, registry))
        .catch((error: unknown) => error);
      const { stdout } = await runLine(pair, other, registry);
      const { error } = JSON.parse(stdout.replaceAll(other.path, own.path));
      if (!(failure instanceof BrewpullError)) expect.fail(`it gave ${String(failure)}`);
      expect(toErrorOutput(failure)).toStrictEqual(error);
    } finally {
      await brewpull.close();
    }
  },
);

/** Leaves out the times of receipts, because one was written after the other. */
function atOneTime(answer: object): unknown {
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) =>
    key === 'created' ? 'then' : value,
  );
}

async function homeWithAdvisories(): Promise<CliHome> {
  const home = await cliHome(world());
  await writeFile(home.at('advisories.json'), advisoryFile({ vim: [ofCve('CVE-2023-1')] }));
  return home;
}

function openIn(home: CliHome): BrewpullLibrary {
  return openBrewpull({
    tapDirectory: world().tap.path,
    registry: world().registry.url.href,
    cacheDirectory: home.cache,
    environment: ENV,
    packagedAnswers: false,
  });
}

function placeIn(home: CliHome, registry: FakeRegistry): PairPlace {
  return { at: (path) => home.at(path), host: registry.url.host, url: registry.url.href };
}

/** Runs the command with the sources of the library, as far as it has options for them. */
function runLine(pair: Pair, home: CliHome, registry: FakeRegistry): Promise<CliResult> {
  const argv = pair.argv(placeIn(home, registry));
  const command = COMMANDS.find(({ name }) => name === argv[0]);
  const sources = {
    'tap-dir': world().tap.path,
    registry: world().registry.url.href,
    'cache-dir': home.cache,
  } as const;
  const taken = Object.entries(sources).flatMap(([name, value]) =>
    command?.options.some((option) => option === name) === true ? [`--${name}`, value] : [],
  );
  return runCli([...argv, ...taken, '--json'], { cwd: home.work, env: ENV, now: () => new Date() });
}
