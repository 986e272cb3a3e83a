import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { main } from '../../src/cli/main.ts';
import { createProcessTerminal } from '../../src/cli/process-terminal.ts';
import { StoreError } from '../../src/core/errors.ts';

test('a removed working folder is reported as such, and not as a bug', async () => {
  const before = process.cwd();
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-gone-'));
  const terminal = createProcessTerminal(process);
  process.chdir(folder);
  try {
    await rmdir(folder);

    expect(() => terminal.cwd()).toThrow(StoreError);
    let said = '';
    const send = async (chunk: string | Uint8Array): Promise<void> => {
      said += Buffer.from(chunk).toString();
    };
    const code = await main(['vim'], { ...terminal, stderr: { ...terminal.stderr, send } });

    expect(code).toBe(1);
    expect(said).toBe(
      'brewpull: the working folder no longer exists\nnext: Change to another folder with cd.\n',
    );
  } finally {
    process.chdir(before);
  }
});
