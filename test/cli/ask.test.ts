import { expect, test } from 'vitest';

import { askYesOrNo } from '../../src/cli/ask.ts';
import { announceDownload } from '../../src/cli/before-download.ts';
import { Arguments } from '../../src/cli/arguments/options/arguments.ts';
import { createSession, type Session } from '../../src/cli/session.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { digestOfBytes } from '../../src/core/digest.ts';
import { BlobStore } from '../../src/store/blobs/blob-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const NO_OPTIONS = new Arguments([], []);

/** A session of a user who types this, and what they see. */
function personTyping(stdin: string): { session: Session; seen: () => string } {
  let text = '';
  const output: Terminal['stdout'] = {
    isTTY: true,
    columns: 80,
    rows: 24,
    write: (more) => {
      text += more;
    },
    send: async (more) => {
      text += Buffer.from(more).toString();
    },
  };
  const session = createSession(NO_OPTIONS, {
    env: {},
    platform: 'linux',
    arch: 'x64',
    kernelRelease: '6.1.0',
    homeDir: '/',
    cwd: () => '/',
    stdin: (async function* () {
      if (stdin !== '') yield Buffer.from(stdin);
    })(),
    stdinIsTTY: true,
    stdout: output,
    stderr: output,
    onInterrupt: () => () => undefined,
    now: () => new Date(0),
    packagedAnswers: () => undefined,
    packagedCasks: () => undefined,
  });
  return { session, seen: () => text };
}

test.each([
  ['y\n', true],
  ['YES\r\n', true],
  ['n\n', false],
  ['\n', false],
  ['', false],
])('the answer %j means %s', async (stdin, isYes) => {
  const { session } = personTyping(stdin);

  expect(await askYesOrNo('Download? ', session)).toBe(isYes);
});

test('above 1 GB the user is asked, and nothing is done without a yes: ABORTED', async () => {
  await using folder = await tempFolder();
  const { session, seen } = personTyping('n\n');
  const ask = announceDownload(NO_OPTIONS, session, {
    store: new BlobStore(folder.path),
    noun: ['bottle', 'bottles'],
    output: undefined,
    isAlwaysSaid: true,
  });
  const blob = { digest: digestOfBytes(Buffer.from('x')), sizeBytes: 1_200_000_000 };

  await expect(ask([blob])).rejects.toMatchObject({ code: 'ABORTED' });
  expect(seen()).toContain('1 bottle, 1.2 GB');
  expect(seen()).toContain('Download 1.2 GB? [y/N]');
  await expect(ask([{ ...blob, sizeBytes: 1e18 }])).rejects.toMatchObject({ code: 'STORE' });
});
