import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../src/core/digest.ts';
import { AbortedError } from '../../../src/core/errors.ts';
import type { BrewpullEvent } from '../../../src/core/events.ts';
import { BlobStore } from '../../../src/store/blobs/blob-store.ts';
import type { PartialFile } from '../../../src/store/blobs/partial-file.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

const BYTES = Buffer.from('the bytes of a bottle');
const DIGEST = digestOfBytes(BYTES);
const GOOD = BYTES.subarray(5);
const BAD = Buffer.from('what a portal sends instead');

async function abortOf({ signal }: AbortController): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Starts a run that writes five bytes and then pauses until it is woken. */
function startStopped(folder: TempFolder, rest: Uint8Array, signal?: AbortSignal) {
  const events: BrewpullEvent[] = [];
  const [stopped, woken] = [new AbortController(), new AbortController()];
  let isFirst = true;
  const running = new BlobStore(folder.path).obtain(
    DIGEST,
    { signal, maxBytes: 1000, onEvent: (event) => events.push(event) },
    async (part) => {
      if (!isFirst) throw new Error('asked again');
      isFirst = false;
      part.append(BYTES.subarray(0, 5));
      part.flush();
      stopped.abort();
      await abortOf(woken);
      part.append(rest);
      part.flush();
    },
  );
  return { running, stopped: abortOf(stopped), wake: () => woken.abort(), events };
}

function takeOver(folder: TempFolder, fill: (part: PartialFile) => Promise<void>) {
  return new BlobStore(folder.path).obtain(
    DIGEST,
    { signal: undefined, maxBytes: 1000, silentMs: 300 },
    fill,
  );
}

test.each([
  ['the right bytes', GOOD],
  ['wrong bytes', BAD],
])(
  'a run that wakes after its download was taken over, with %s, changes nothing and uses the file',
  async (_name, rest) => {
    await using folder = await tempFolder();
    const first = startStopped(folder, rest);
    await first.stopped;
    let kept: number | undefined;
    const second = await takeOver(folder, async (part) => {
      kept = part.sizeBytes;
      part.append(GOOD);
    });
    first.wake();

    expect(await first.running).toMatchObject({ path: second.path, wasThere: true });
    expect(await readFile(second.path)).toEqual(BYTES);
    expect(kept).toBe(5);
    expect(await readdir(folder.at('partial'))).toEqual([]);
    expect(first.events).toEqual([
      {
        type: 'warning',
        message: expect.stringMatching(/took over .*the file it fetches will be used/),
      },
    ]);
  },
);

test('a run that wakes while the other still downloads writes to no file that is used', async () => {
  await using folder = await tempFolder();
  const first = startStopped(folder, BAD);
  await first.stopped;
  const second = await takeOver(folder, async (part) => {
    first.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
    part.append(GOOD);
  });

  expect(await readFile(second.path)).toEqual(BYTES);
  expect(await first.running).toMatchObject({ path: second.path, wasThere: true });
});

test('a run that is interrupted after a takeover ends as interrupted', async () => {
  await using folder = await tempFolder();
  const controller = new AbortController();
  const first = startStopped(folder, BAD, controller.signal);
  await first.stopped;
  await takeOver(folder, async (part) => part.append(GOOD));
  controller.abort();
  first.wake();

  await expect(first.running).rejects.toThrow(AbortedError);
});
