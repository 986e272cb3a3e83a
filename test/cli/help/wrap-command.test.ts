import { expect, test } from 'vitest';

import { wrapCommand } from '../../../src/cli/help/wrap-command.ts';

test('an option and its value stay on one line, and the lines are one command to the shell', () => {
  const line = 'brewpull bundle vim git wget --macos 11 --arch amd64 -o bundle.tar';

  expect(wrapCommand(line, 40)).toEqual([
    '  brewpull bundle vim git wget \\',
    '    --macos 11 --arch amd64 \\',
    '    -o bundle.tar',
  ]);
  expect(wrapCommand(line, 80)).toEqual([`  ${line}`]);
  for (let columns = 30; columns <= 90; columns += 1) {
    const lines = wrapCommand(line, columns);
    expect(Math.max(...lines.map((each) => each.length))).toBeLessThanOrEqual(columns);
    expect(lines.map((each) => each.trim().replace(/ \\$/, '')).join(' ')).toBe(line);
  }
});
