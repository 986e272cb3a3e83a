import { expect, test } from 'vitest';

import { parseHex } from '../../../src/core/digest.ts';
import { DisagreementError } from '../../../src/core/errors.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import type { ApiBottle } from '../../../src/provenance/signed-api/api-bottle-schema.ts';
import { crossCheckApi } from '../../../src/bottle/resolve/cross-check-api.ts';
import type { FoundBottle } from '../../../src/bottle/resolve/resolution.ts';

const OURS = parseHex('1'.repeat(64));
const OTHER = parseHex('2'.repeat(64));

function found(changes: Partial<FoundBottle> = {}): FoundBottle {
  return {
    status: 'found',
    requested: 'vim',
    target: parseTargetTag('arm64_sonoma'),
    formula: 'vim',
    builtAs: 'vim',
    tap: 'homebrew/core',
    version: '9.1.0',
    revision: 0,
    pkgVersion: '9.1.0',
    rebuild: 0,
    bottleTag: 'arm64_sonoma',
    match: 'exact',
    sha256: OURS,
    cellar: 'any',
    origin: { kind: 'file', rootUrl: 'https://example.org', url: new URL('https://example.org/x') },
    fileName: 'vim--9.1.0.arm64_sonoma.bottle.tar.gz',
    introducedBy: undefined,
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
    bottles: [{ bottleTag: 'arm64_sonoma', sha256: OURS }],
    commit: undefined,
    ...changes,
  });
}

test('signed data that names the same bytes is another source', () => {
  expect(crossCheckApi(found(), api())).toMatchObject({
    status: 'found',
    sources: ['git', 'api'],
  });
});

test('signed data that names other bytes for the same version makes the answer fail, with both values', () => {
  const bottles = [{ bottleTag: 'arm64_sonoma', sha256: OTHER }];
  const answer = crossCheckApi(found(), api({ bottles }));

  expect(answer).toMatchObject({ status: 'failed', requested: 'vim' });
  const error = answer.status === 'failed' ? answer.error : undefined;
  expect(error).toBeInstanceOf(DisagreementError);
  expect(error?.message).toContain('1'.repeat(64));
  expect(error?.message).toContain('2'.repeat(64));
});

test('an answer that signed data does not cover stays unchanged', () => {
  const other = [{ bottleTag: 'sonoma', sha256: OTHER }];
  for (const said of [
    api({ pkgVersion: '9.1.1' }),
    api({ rebuild: 1 }),
    api({ bottles: other }),
    api({ formula: 'macvim' }),
    () => undefined,
  ]) {
    expect(crossCheckApi(found(), said)).toEqual(found());
  }
  const tap = found({ tap: 'user/tap' });
  expect(crossCheckApi(tap, api({ bottles: other }))).toEqual(tap);
});
