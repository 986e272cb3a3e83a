import { expect, test } from 'vitest';

import { parseHex } from '../../../src/core/digest.ts';
import { DisagreementError } from '../../../src/core/errors.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import type { ApiBottle } from '../../../src/provenance/signed-api/api-bottle-schema.ts';
import { confirmWithApi } from '../../../src/bottle/resolve/confirm-with-api.ts';
import type { FoundBottle } from '../../../src/bottle/resolve/resolution.ts';

const OURS = parseHex('1'.repeat(64));
const OTHER = parseHex('2'.repeat(64));

function found(changes: Partial<FoundBottle> = {}): FoundBottle {
  return {
    status: 'found',
    requested: 'vim',
    target: parseTargetTag('arm64_sonoma'),
    formula: 'vim',
    nameThen: 'vim',
    tap: 'homebrew/core',
    version: '9.1.0',
    revision: 0,
    pkgVersion: '9.1.0',
    rebuild: 0,
    bottleTag: 'arm64_sonoma',
    how: 'exact',
    sha256: OURS,
    cellar: 'any',
    origin: { kind: 'file', rootUrl: 'https://example.org', url: new URL('https://example.org/x') },
    fileName: 'vim--9.1.0.arm64_sonoma.bottle.tar.gz',
    record: undefined,
    droppedBy: undefined,
    otherVersions: [],
    sources: ['git'],
    ...changes,
  };
}

function api(changes: Partial<ApiBottle> = {}): (formula: string) => ApiBottle | undefined {
  return (formula) => ({
    formula,
    version: '9.1.0',
    revision: 0,
    pkgVersion: '9.1.0',
    rebuild: 0,
    bottles: [{ tag: 'arm64_sonoma', sha256: OURS }],
    commit: undefined,
    ...changes,
  });
}

test('signed data that names the same bytes is one more source', () => {
  expect(confirmWithApi(found(), api())).toMatchObject({
    status: 'found',
    sources: ['git', 'api'],
  });
});

test('signed data that names other bytes for the same version makes the answer fail, with both values', () => {
  const bottles = [{ tag: 'arm64_sonoma', sha256: OTHER }];
  const answer = confirmWithApi(found(), api({ bottles }));

  expect(answer).toMatchObject({ status: 'failed', requested: 'vim' });
  const error = answer.status === 'failed' ? answer.error : undefined;
  expect(error).toBeInstanceOf(DisagreementError);
  expect(error?.message).toContain('1'.repeat(64));
  expect(error?.message).toContain('2'.repeat(64));
});

test('what signed data does not speak of stays as it is', () => {
  const other = [{ tag: 'sonoma', sha256: OTHER }];
  for (const said of [
    api({ pkgVersion: '9.1.1' }),
    api({ rebuild: 1 }),
    api({ bottles: other }),
    api({ formula: 'macvim' }),
    () => undefined,
  ]) {
    expect(confirmWithApi(found(), said)).toEqual(found());
  }
  const tap = found({ tap: 'user/tap' });
  expect(confirmWithApi(tap, api({ bottles: other }))).toEqual(tap);
});
