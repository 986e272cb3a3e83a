import { expect, test } from 'vitest';

import { harmlessTerminal } from '../../../src/cli/harmless-terminal.ts';
import { LiveLines } from '../../../src/cli/render/live-lines.ts';
import type { TextOutput } from '../../../src/cli/terminal.ts';
import { Screen } from '../../support/cli/screen.ts';

const LONG = 'abcdefghij'.repeat(7);

/** Writes to a screen as the command line does. */
function harmless(screen: Screen): TextOutput {
  return harmlessTerminal({ stdout: screen, stderr: screen }).stderr;
}

test.each([20, 33, 40, 79, 200])(
  'a terminal that is resized to %d columns keeps no remnants',
  async (columns) => {
    const screen = new Screen(80, 30);
    screen.write('said before\n');
    const live = new LiveLines(harmless(screen));
    live.draw([LONG, LONG, LONG]);
    await screen.resize(columns, 30);
    live.draw(['a', 'b']);
    expect(await screen.lines()).toEqual(['said before', 'a', 'b']);
    live.clear();
    expect(await screen.lines()).toEqual(['said before']);
  },
);

test('a block is never taller than the terminal, so that all of it can be removed', async () => {
  const screen = new Screen(80, 4);
  const live = new LiveLines(harmless(screen));
  live.draw(['1', '2', '3', '4', '5', '6']);
  live.draw(['1', '2', '3', '4', '5', 'last']);
  expect(await screen.lines()).toEqual(['4', '5', 'last']);
});

test('the cursor is never hidden', () => {
  const screen = new Screen(80, 24);
  const live = new LiveLines(harmless(screen));
  live.draw(['a']);
  live.clear();
  expect(screen.raw).not.toContain('?25l');
});
