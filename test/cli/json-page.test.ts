import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { cliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const world = once(startVimWorld);
const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const BOTTLE = 'vim--9.0.1900.big_sur.bottle.tar.gz';

/** The fields that the page lists, by the heading they are under. */
function fieldsOnPage(): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let heading = '';
  for (const line of readFileSync('docs/json.md', 'utf8').split('\n')) {
    heading = /^## (.*)/.exec(line)?.[1] ?? heading;
    const [, field] = /^\| `(\w+)`/.exec(line) ?? [];
    if (field !== undefined) fields.set(heading, [...(fields.get(heading) ?? []), field]);
  }
  return fields;
}

/** How each answer of the page is got. */
const RUNS: readonly (readonly [heading: string, argv: readonly string[]])[] = [
  ['resolve', ['resolve', 'vim', ...BIG_SUR]],
  ['pull', ['pull', 'vim', ...BIG_SUR]],
  ['plan', ['plan', 'vim', ...BIG_SUR]],
  ['lock', ['lock', 'vim', ...BIG_SUR]],
  ['bundle', ['bundle', 'vim', ...BIG_SUR, '-o', 'b.tar']],
  ['history', ['history', 'vim']],
  ['history --explain', ['history', 'vim', '--explain', ...BIG_SUR]],
  ['bundle --inspect', ['bundle', '--inspect', 'b.tar']],
  ['verify', ['verify', BOTTLE]],
  ['cache', ['cache']],
  ['cache clean', ['cache', 'clean']],
];

test('each answer has the fields that its part of the page lists, in that order, and no others', async () => {
  await using home = await cliHome(world());
  const seen = new Map<string, string[]>();
  for (const [heading, argv] of RUNS) {
    const line = [...argv, '--json'];
    const run = heading.startsWith('cache')
      ? await runCli([...line, '--cache-dir', home.cache], { cwd: home.work })
      : await home.run(line);
    const [version, ...fields] = Object.keys(JSON.parse(run.stdout));
    expect(version).toBe('schemaVersion');
    seen.set(heading, fields);
  }

  expect(Object.fromEntries(seen)).toStrictEqual(Object.fromEntries(fieldsOnPage()));
});

test('a failure has the error object that the page describes', async () => {
  await using home = await cliHome(world());
  const failed = await home.run(['verify', 'nothing', '--json']);

  const { schemaVersion, error } = JSON.parse(failed.stdout);
  expect(schemaVersion).toBe(1);
  expect(Object.keys(error)).toStrictEqual(['code', 'message', 'hint']);
});
