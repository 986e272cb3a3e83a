import { constants, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

import { expect, test } from 'vitest';

import { apiLookup } from '../../../src/provenance/signed-api/api-bottle-schema.ts';
import { verifyFormulaJws } from '../../../src/provenance/signed-api/formula-jws.ts';
import { HOMEBREW_API_KEY } from '../../../src/provenance/signed-api/homebrew-api-key.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = String(publicKey.export({ format: 'pem', type: 'spki' }));
const PAYLOAD = '{"formulae":{"vim":{}},"note":"é"}';

interface Overrides {
  readonly header?: object;
  readonly key?: typeof privateKey;
  readonly kid?: string;
  readonly saltLength?: number;
}

function signature(payload: string, { header, key, kid, saltLength }: Overrides = {}) {
  const text = JSON.stringify(header ?? { alg: 'PS512', b64: false, crit: ['b64'] });
  const protectedText = Buffer.from(text).toString('base64url');
  const bytes = sign('sha512', Buffer.from(`${protectedText}.${payload}`), {
    key: key ?? privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: saltLength ?? 64,
  });
  return {
    header: { kid: kid ?? 'homebrew-1' },
    protected: protectedText,
    signature: bytes.toString('base64url'),
  };
}

function verifyJws(jws: unknown) {
  return verifyFormulaJws(Buffer.from(JSON.stringify(jws)), KEY);
}

function codeOf(jws: unknown): string {
  const outcome = verifyJws(jws);
  return outcome.status === 'invalid' ? outcome.code : outcome.status;
}

test('a payload that homebrew-1 signed is returned', () => {
  expect(verifyJws({ payload: PAYLOAD, signatures: [signature(PAYLOAD)] })).toEqual({
    status: 'verified',
    payload: { formulae: { vim: {} }, note: 'é' },
  });
});

test('the header may leave crit out, and signatures of other keys do not matter', () => {
  const ours = signature(PAYLOAD, { header: { alg: 'PS512', b64: false } });
  const theirs = signature(PAYLOAD, { key: stranger.privateKey, kid: 'somebody' });

  expect(codeOf({ payload: PAYLOAD, signatures: [theirs, ours] })).toBe('verified');
});

test.each([
  ['another algorithm', { header: { alg: 'RS512', b64: false } }, 'JWS_ALGORITHM'],
  ['no algorithm at all', { header: { alg: 'none', b64: false } }, 'JWS_ALGORITHM'],
  ['b64 missing', { header: { alg: 'PS512' } }, 'JWS_ENCODED_PAYLOAD'],
  ['b64 true', { header: { alg: 'PS512', b64: true } }, 'JWS_ENCODED_PAYLOAD'],
  [
    'something critical that is not understood',
    { header: { alg: 'PS512', b64: false, crit: ['b64', 'exp'] } },
    'JWS_CRITICAL',
  ],
  ['the signature of another key', { key: stranger.privateKey }, 'JWS_SIGNATURE'],
  ['another salt length', { saltLength: 20 }, 'JWS_SIGNATURE'],
  ['only another key id', { kid: 'homebrew-2' }, 'JWS_KEY_UNKNOWN'],
])('%s is refused', (_what, overrides, code) => {
  expect(codeOf({ payload: PAYLOAD, signatures: [signature(PAYLOAD, overrides)] })).toBe(code);
});

test('two signatures of homebrew-1 are refused, even if one is valid', () => {
  const signatures = [signature(PAYLOAD), signature(PAYLOAD, { key: stranger.privateKey })];

  expect(codeOf({ payload: PAYLOAD, signatures })).toBe('JWS_KEY_AMBIGUOUS');
});

test('a payload changed after it was signed is refused', () => {
  const signatures = [signature(PAYLOAD)];

  expect(codeOf({ payload: PAYLOAD.replace('vim', 'vi'), signatures })).toBe('JWS_SIGNATURE');
});

test('a protected header swapped for a laxer one is refused', () => {
  const lax = Buffer.from('{"alg":"PS512","b64":false,"x":1}').toString('base64url');
  const signatures = [{ ...signature(PAYLOAD), protected: lax }];

  expect(codeOf({ payload: PAYLOAD, signatures })).toBe('JWS_SIGNATURE');
});

test('what is not a signed file is refused', () => {
  const broken = { ...signature(PAYLOAD), signature: 'not base64url!' };

  expect(codeOf({ payload: PAYLOAD })).toBe('JWS_MALFORMED');
  expect(codeOf({ payload: PAYLOAD, signatures: [broken] })).toBe('JWS_MALFORMED');
  expect(verifyFormulaJws(Buffer.from('<html>'), KEY)).toMatchObject({ code: 'JWS_MALFORMED' });
});

test('a signed payload that is not JSON is refused', () => {
  expect(codeOf({ payload: '{', signatures: [signature('{')] })).toBe('JWS_PAYLOAD');
});

test('the pinned key has 4096 bits of RSA, and does not vouch for what others signed', () => {
  const jws = JSON.stringify({ payload: PAYLOAD, signatures: [signature(PAYLOAD)] });

  expect(createPublicKey(HOMEBREW_API_KEY).asymmetricKeyDetails?.modulusLength).toBe(4096);
  expect(verifyFormulaJws(Buffer.from(jws))).toMatchObject({ code: 'JWS_SIGNATURE' });
});

const HEX = 'ab'.repeat(32);

test('apiLookup finds a formula in the file of one tag by name, alias and old name', () => {
  const payload = {
    metadata: { bottle_tag: 'arm64_sonoma' },
    formulae: {
      vim: { stable_version: '9.1.0', revision: 2, bottle_rebuild: 1, bottle_checksum: HEX },
    },
    formula_aliases: { vi: 'vim' },
    formula_renames: { 'vim-old': 'vim' },
    formula_tap_git_head: 'c0ffee',
  };
  const expected = {
    formula: 'vim',
    version: '9.1.0',
    revision: 2,
    pkgVersion: '9.1.0_2',
    rebuild: 1,
    bottles: [{ bottleTag: 'arm64_sonoma', sha256: HEX }],
    commit: 'c0ffee',
  };

  expect(apiLookup(payload)('vim')).toEqual(expected);
  expect(apiLookup(payload)('vi')).toEqual(expected);
  expect(apiLookup(payload)('vim-old')).toEqual(expected);
  expect(apiLookup(payload)('emacs')).toBeUndefined();
  expect(apiLookup(payload)('constructor')).toBeUndefined();
});

test('apiLookup prefers the tag of the formula itself, and gives no bottle if there is none', () => {
  const payload = {
    metadata: { bottle_tag: 'arm64_sonoma' },
    formulae: {
      a: { stable_version: '1', bottle_tag: ':all', bottle_checksum: HEX },
      b: { stable_version: '1' },
    },
  };

  expect(apiLookup(payload)('a')?.bottles).toEqual([{ bottleTag: 'all', sha256: HEX }]);
  expect(apiLookup(payload)('b')?.bottles).toEqual([]);
});

test('apiLookup reads formula.jws.json', () => {
  const payload = [
    'not a formula',
    {
      name: 'openssl@3',
      aliases: ['openssl'],
      oldnames: ['openssl@3.0'],
      versions: { stable: '3.3.0' },
      revision: 0,
      tap_git_head: 'c0ffee',
      bottle: { stable: { rebuild: 0, files: { big_sur: { sha256: HEX } } } },
    },
    { name: 'nothing', versions: { stable: '1' }, revision: 1, bottle: {} },
  ];

  expect(apiLookup(payload)('openssl')).toEqual({
    formula: 'openssl@3',
    version: '3.3.0',
    revision: 0,
    pkgVersion: '3.3.0',
    rebuild: 0,
    bottles: [{ bottleTag: 'big_sur', sha256: HEX }],
    commit: 'c0ffee',
  });
  expect(apiLookup(payload)('openssl@3.0')?.formula).toBe('openssl@3');
  expect(apiLookup(payload)('nothing')).toMatchObject({ pkgVersion: '1_1', bottles: [] });
});
