import { expect, test } from 'vitest';

import { ATLAS_ACTIONS } from '../../../../src/cli/commands/atlas/atlas-actions.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import { cliHome } from '../../../support/cli/cli-home.ts';

test.each([
  [['atlas'], 'atlas needs an action: export, ', 'brewpull atlas export'],
  [['atlas', 'inof', 'x'], 'atlas cannot inof', 'Did you mean brewpull atlas info?'],
  [['atlas', 'launder'], 'atlas cannot launder', 'It can '],
])('%j is refused with the next step', async (argv, what, hint) => {
  await using home = await cliHome();
  const { code, stdout, stderr } = await runCli(argv, { cwd: home.work });

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(what);
  expect(stderr).toContain(hint);
});

test('help shows every action with its arguments and an example', async () => {
  await using home = await cliHome();
  const { stdout } = await runCli(['atlas', '--help'], { cwd: home.work });

  const words = stdout.replaceAll(/\s+/g, ' ');
  for (const { name, positionals, summary } of ATLAS_ACTIONS) {
    expect(stdout).toMatch(new RegExp(`^ *brewpull atlas ${name}\\b`, 'm'));
    expect(words).toContain(` ${`${name} ${positionals}`.trim()} ${summary}`);
  }
});
