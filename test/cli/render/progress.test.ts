import { expect, test } from 'vitest';

import { formatDuration } from '../../../src/cli/render/bytes.ts';
import { renderTable } from '../../../src/cli/render/table.ts';
import { cliHome } from '../../support/cli/cli-home.ts';
import { once } from '../../support/once.ts';
import { startVimWorld } from '../../support/world/vim-world.ts';

const world = once(startVimWorld);
const CURSOR = `${String.fromCodePoint(0x1b)}[1F`;

async function messages(env: Readonly<Record<string, string>>): Promise<string> {
  await using home = await cliHome(world());
  let now = Date.parse('2023-10-01T00:00:00Z');
  const { code, stderr } = await home.run(['vim', '--target', 'big_sur', '--color', 'never'], {
    isTTY: true,
    env: { PATH: process.env['PATH'], ...env },
    now: () => new Date((now += 1000)),
  });
  expect(code).toBe(0);
  return stderr;
}

test('on a terminal, lines are drawn over each other', async () => {
  expect(await messages({ TERM: 'xterm' })).toContain(CURSOR);
});

test.each([{ TERM: 'dumb' }, { TERM: 'xterm', CI: 'true' }])(
  'with %j no control sequence is written',
  async (env) => {
    const said = await messages(env);
    expect(said).not.toContain(String.fromCodePoint(0x1b));
    expect(said).toContain('✓ vim--9.0.1900.big_sur.bottle.tar.gz');
  },
);

test('less than a second is shown as one, since nobody waits for 397 ms', () => {
  expect([397, 1499, 90_000, 600_000].map(formatDuration)).toEqual([
    '1 s',
    '1 s',
    '90 s',
    '10 min',
  ]);
});

test('wide characters do not break the columns of a table', () => {
  expect(
    renderTable([
      ['日本', 'a'],
      ['vim', 'b'],
    ]),
  ).toBe('日本  a\nvim   b\n');
});
