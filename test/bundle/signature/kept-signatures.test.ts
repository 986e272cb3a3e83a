import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import type { GatheredBundle } from '../../../src/bundle/file/gathered-bundle.ts';
import { openBundle } from '../../../src/bundle/file/open-bundle.ts';
import { writeBundle, type BundleOutput } from '../../../src/bundle/make/write-bundle.ts';
import { signatureFile } from '../../../src/bundle/signature/sign-sums.ts';
import { verifyBundle } from '../../../src/bundle/verify/verify-bundle.ts';
import { FileExistsError } from '../../../src/core/errors.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { tempFolder, type TempFolder } from '../../support/temp-folder.ts';

/** Two bundles with the same bottles: only their receipts differ. */
async function gather(folder: TempFolder): Promise<readonly [GatheredBundle, GatheredBundle]> {
  const item = await makeBottle(folder.at('cache'), { formula: 'a' });
  const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
  const one = { targets, lock: undefined, receipts: [] };
  return [one, { ...one, receipts: [{ name: 'x.json', bytes: Buffer.from('{}') }] }];
}

async function signaturesIn(path: string): Promise<readonly string[]> {
  const reader = await openBundle(path);
  await reader.close();
  return reader.names.filter((name) => name.startsWith('SHA256SUMS.'));
}

test.each([['b', 'folder'] as const, ['b.tar', 'tar'] as const])(
  'the signature of %s stays with its sums, and is never lost silently',
  async (name, format) => {
    await using folder = await tempFolder();
    const [one, other] = await gather(folder);
    const out: BundleOutput = { path: folder.at(name), format };
    const sign: BundleOutput['sign'] = async (sums) => {
      const text = Buffer.concat([Buffer.from('signature of '), sums.subarray(0, 9)]);
      return [signatureFile('SHA256SUMS.sig', text)];
    };
    expect(await writeBundle(one, out)).toMatchObject({ status: 'written' });
    expect(await writeBundle(one, { ...out, sign })).toMatchObject({ status: 'written' });
    expect(await writeBundle(one, out)).toMatchObject({ status: 'unchanged' });
    expect(await signaturesIn(out.path)).toEqual(['SHA256SUMS.sig']);
    await expect(writeBundle(other, out)).rejects.toThrow(FileExistsError);
    await expect(writeBundle(other, out)).rejects.toThrow(
      `${out.path} already exists and is signed`,
    );
    expect(await writeBundle(other, { ...out, sign })).toMatchObject({ status: 'written' });
    expect(await verifyBundle(out.path)).toEqual([]);
    expect(await writeBundle(one, { ...out, overwrite: true })).toMatchObject({
      status: 'written',
    });
    expect(await signaturesIn(out.path)).toEqual([]);
  },
);

test('in a tar signatures come after the sums that they sign, and change nothing else', async () => {
  await using folder = await tempFolder();
  const [one] = await gather(folder);
  const plain = await writeBundle(one, { path: folder.at('plain.tar'), format: 'tar' });
  const sign: BundleOutput['sign'] = async () =>
    ['asc', 'sig'].map((ending) => signatureFile(`SHA256SUMS.${ending}`, Buffer.from(ending)));
  const signed = await writeBundle(one, { path: folder.at('signed.tar'), format: 'tar', sign });
  const reader = await openBundle(folder.at('signed.tar'));
  await reader.close();

  expect(signed.sumsSha256).toBe(plain.sumsSha256);
  expect(reader.names.slice(2, 6)).toEqual([
    'bundle.json',
    'SHA256SUMS',
    'SHA256SUMS.sig',
    'SHA256SUMS.asc',
  ]);
  expect(await readFile(folder.at('plain.tar'))).not.toEqual(
    await readFile(folder.at('signed.tar')),
  );
});
