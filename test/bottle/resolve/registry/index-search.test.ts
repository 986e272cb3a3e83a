import { expect, test } from 'vitest';

import { parseTargetTag } from '../../../../src/core/target.ts';
import { resolveFromRegistry } from '../../../../src/bottle/resolve/registry/resolve-from-registry.ts';
import type { Resolution } from '../../../../src/bottle/resolve/resolution.ts';
import { createAsking } from '../../../support/registry/asking.ts';
import { startRegistry } from '../../../support/registry/fake-registry.ts';
import { publishBottles } from '../../../support/registry/publish-bottles.ts';

/** Resolves vim in a registry with versions 1.1 to 1.N, all for macOS 14, and one of them for macOS 11 as well. */
async function resolve(
  versions: number,
  forBigSur: number | undefined,
  limits: { readonly maxIndexes: number; readonly maxBytes?: number },
): Promise<{ answers: readonly Resolution[]; where: string; read: readonly string[] }> {
  await using registry = await startRegistry({ access: 'open' });
  await using asking = createAsking();
  for (let at = 1; at <= versions; at += 1) {
    const tags = at === forBigSur ? ['sonoma', 'big_sur'] : ['sonoma'];
    publishBottles(registry, { formula: 'vim', pkgVersion: `1.${at}`, tags });
  }
  const read: string[] = [];
  const { client } = asking;
  const answers = await resolveFromRegistry(
    {
      requested: 'vim',
      tap: 'homebrew/core',
      name: 'vim',
      targets: ['big_sur', 'sonoma'].map((bottleTag) => parseTargetTag(bottleTag)),
      exactOnly: false,
      before: undefined,
      signal: new AbortController().signal,
      ...limits,
      onIndex: (reference) => read.push(reference),
    },
    {
      override: { registry: registry.url, prefix: '' },
      listReferences: (url, repository) => client.listTags(url, repository),
      readDocument: (url, repository, reference) => client.getManifest(url, repository, reference),
      placeOf: async (url, repository) => client.placeOf(url, repository),
    },
  );
  return { answers, where: `${registry.url.host}/homebrew/core/vim`, read };
}

test('when the limit on indexes is reached, the answer says that only the newest were read', async () => {
  const { answers, where, read } = await resolve(30, 3, { maxIndexes: 20 });

  expect(read).toHaveLength(20);
  expect(answers).toMatchObject([
    {
      status: 'failed',
      error: {
        code: 'REGISTRY_RESPONSE',
        message: `${where} lists 30 versions; the newest 20 have no bottle for macOS 11 Big Sur on Intel (big_sur)`,
        hint: 'Use --history git; brewpull sync fetches the history.',
      },
    },
    { status: 'found', pkgVersion: '1.30' },
  ]);
});

test('a bottle found within the limit, or a list read to its end, gives the usual answer', async () => {
  const found = await resolve(30, 15, { maxIndexes: 20 });
  expect(found.answers).toMatchObject([
    { status: 'found', pkgVersion: '1.15' },
    { status: 'found', pkgVersion: '1.30' },
  ]);
  expect(found.read).toHaveLength(16);

  const none = await resolve(20, undefined, { maxIndexes: 20 });
  expect(none.answers).toMatchObject([{ status: 'no-bottle' }, { status: 'found' }]);
  expect(none.read).toHaveLength(20);
});

test('the search gives up with a hint when the indexes together are too large', async () => {
  const { answers } = await resolve(16, 1, { maxIndexes: 20, maxBytes: 60_000 });
  expect(answers).toMatchObject([{ status: 'found', pkgVersion: '1.1' }, { status: 'found' }]);

  await expect(resolve(16, 1, { maxIndexes: 20, maxBytes: 9000 })).rejects.toMatchObject({
    code: 'REGISTRY_RESPONSE',
    message: expect.stringContaining('/homebrew/core/vim are too large: with 1.'),
    hint: 'Use --history git; brewpull sync fetches the history.',
  });
});
