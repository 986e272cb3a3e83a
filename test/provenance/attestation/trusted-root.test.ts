import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { InvalidFileError } from '../../../src/core/errors.ts';
import {
  pinnedTrustedRoot,
  readTrustedRoot,
} from '../../../src/provenance/attestation/trusted-root-schema.ts';
import { createAuthority } from './sigstore-authority.ts';

const PINNED = readFileSync(
  new URL('../../../src/provenance/attestation/trusted-root.json', import.meta.url),
);

test('the pinned trust root is byte for byte that of the public Sigstore', async () => {
  expect(createHash('sha256').update(PINNED).digest('hex')).toBe(
    '6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66',
  );
  expect(await readTrustedRoot(PINNED, 'pinned')).toEqual(pinnedTrustedRoot());
});

test('another trust root can take its place', async () => {
  const { trustedRoot } = await createAuthority();
  const bytes = Buffer.from(JSON.stringify(trustedRoot.json));

  expect(await readTrustedRoot(bytes, 'mine.json')).toEqual(trustedRoot);
});

test.each([
  ['no JSON', 'x'],
  ['another kind of file', '{"mediaType":"application/json"}'],
  [
    'a root that trusts nobody',
    PINNED.toString().replaceAll(/"tlogs": \[/g, '"tlogs": [], "x": ['),
  ],
  ['a broken certificate', PINNED.toString().replaceAll('"rawBytes": "MII', '"rawBytes": "AAA')],
])('%s is refused', async (_what, text) => {
  await expect(readTrustedRoot(Buffer.from(text), 'mine.json')).rejects.toThrow(InvalidFileError);
});
