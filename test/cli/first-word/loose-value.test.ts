import { expect, test } from 'vitest';

import { COMMANDS } from '../../../src/cli/commands/all.ts';
import { PULL } from '../../../src/cli/commands/pull/pull.ts';
import { parseCommandLine } from '../../../src/cli/arguments/options/parse.ts';
import { readRequest } from '../../../src/cli/first-word/read-request.ts';

/** Decides about a line when the local files have these formulae. */
function decide(line: string, formulae: readonly string[] = []) {
  const isFormula = async (name: string): Promise<boolean> => formulae.includes(name);
  const world = { commands: COMMANDS, standard: PULL, env: {}, isFormula };
  return readRequest(line.split(' '), world);
}

test.each([
  ['vim --offline yes', 'Write --offline alone, or --offline=yes.'],
  ['--offline yes vim', 'Write --offline alone, or --offline=yes.'],
  ['resolve vim --json true', 'Write --json alone, or --json=true.'],
  ['bundle vim --force 1', 'Write --force alone, or --force=1.'],
  ['vim -q OFF', 'Write -q=OFF.'],
  ['vim -v 1', 'Write -v alone, or -v=1.'],
  ['cache --json on clean', 'Write --json alone, or --json=on.'],
])('brewpull %s is refused, and the hint says how to write it', async (line, hint) => {
  await expect(decide(line)).rejects.toMatchObject({
    code: 'USAGE',
    hint: expect.stringContaining(hint),
  });
});

test.each(['vim --offline wget', 'vim --offline -- yes', 'vim yes --offline', 'vim -o yes'])(
  'brewpull %s is run',
  async (line) => {
    expect(await decide(line)).toEqual({ kind: 'run' });
  },
);

test.each(['yes', 'true', 'false'])(
  'a formula named %s is still a formula after a switch',
  async (name) => {
    const line = `resolve --offline ${name}`;
    const set = { commands: COMMANDS, standard: PULL };
    const { positionals, layer } = await parseCommandLine(line.split(' '), set);

    expect(await decide(line, [name])).toEqual({ kind: 'run' });
    expect(positionals).toEqual([name]);
    expect(layer.values.get('offline')).toBe(true);
  },
);
