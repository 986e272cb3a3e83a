import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  asyncProperty,
  assert as check,
  constantFrom,
  property,
  string,
  stringMatching,
} from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { hideSecrets, withoutCredentials, withoutPassword } from '../../src/core/redact.ts';
import { runCli } from '../support/cli/run-cli.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-secrets-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Long and odd enough to be in nothing else that is said. */
const secrets = stringMatching(/^x[a-zA-Z0-9!$%&*+,;=~._ ]{6,20}9$/);

const PLACES: readonly ((secret: string) => readonly string[])[] = [
  (secret) => ['vim', '--registry', `https://me:${secret}@127.0.0.1:1`],
  (secret) => ['vim', '--registry', `ftp://me:${secret}@127.0.0.1:1`],
  (secret) => ['vim', '--registry', `https://me:${secret}/w#@127.0.0.1:1`],
  (secret) => ['vim', '--registry', `me:${secret}@127.0.0.1:1/x?y`],
  (secret) => ['vim', '--registry', `https://127.0.0.1:1/?access_token=${secret}`],
  (secret) => ['vim', '--proxy', `http://me:${secret}@127.0.0.1:1`],
  (secret) => ['vim', '--proxy', `nothing://me:${secret}@127.0.0.1:1`],
  (secret) => ['vim', '--provenance', '--attestation-api', `ftp://me:${secret}@127.0.0.1:1`],
  (secret) => ['vim', '--provenance', '--attestation-api', `me:${secret}@127.0.0.1:1`],
  (secret) => ['image', `me:${secret}@127.0.0.1:1/Name`],
  (secret) => ['image', `https://me:${secret}@127.0.0.1:1/name`],
  (secret) => ['sync', '--remote', `http://me:${secret}@127.0.0.1:1/x`],
  (secret) => ['sync', '--remote', `http://127.0.0.1:1/x?access_token=${secret}`],
  (secret) => ['sync', '--remote', `ssh://me:${secret}@127.0.0.1:1/x`],
  (secret) => ['https://me:' + secret + '@127.0.0.1:1/vim'],
  (secret) => ['me:' + secret + '@127.0.0.1:1/vim'],
];

test('a secret given at any place is shown nowhere, in text, in JSON, with --debug', async () => {
  await check(
    asyncProperty(
      secrets,
      constantFrom(...PLACES),
      constantFrom([], ['--json'], ['--debug', '-v']),
      async (secret, place, more) => {
        const argv = place(secret);
        const network = argv.includes('vim') ? ['--history', 'registry'] : [];
        const cache = argv[0] === 'sync' ? ['--no-atlas'] : [];
        const result = await runCli(
          [
            ...argv,
            ...network,
            ...cache,
            ...more,
            '--target',
            'big_sur',
            '--retries',
            '0',
            '--cache-dir',
            join(home, 'cache'),
          ].filter(
            (word, index, all) =>
              argv[0] !== 'sync' ||
              (!['--target', '--retries'].includes(word) &&
                !['--target', '--retries'].includes(all[index - 1] ?? '')),
          ),
          { cwd: home, env: { PATH: process.env['PATH'] } },
        );
        expect(result.code).not.toBe(0);
        for (const text of [result.stdout, result.stderr]) {
          expect(text).not.toContain(secret);
          expect(text).not.toContain(encodeURIComponent(secret));
          expect(text).not.toContain(Buffer.from(`me:${secret}`).toString('base64'));
        }
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

const DIGEST = `sha256:${'a'.repeat(64)}`;

test.each([
  'openssl@3',
  'vim@9.0.1450',
  'vim:9.0.1450',
  `image@${DIGEST}`,
  `image:1@${DIGEST}`,
  `ghcr.io/homebrew/core/openssl/3:3.1@${DIGEST}`,
  `localhost:5000/x@${DIGEST}`,
  'https://ghcr.io/v2/homebrew/core/vim@9',
  'git@github.com:me/tap',
  'Brewfile:3: brew "openssl@3": it is told, at 12:30, by me@example.org',
  'Write --remote https://user:password@host/path, ssh://host/path or a path.',
  'Give them with --proxy http://USER:PASSWORD@HOST:PORT.',
  'Basic authentication',
])('a name or a sentence that holds no secret stays as it is: %s', (text) => {
  expect(hideSecrets(text)).toBe(text);
});

test.each(['openssl@3', 'vim@9.0.1450', `image@${DIGEST}`, 'user/tap/openssl@3'])(
  'the name %s is no address with a password',
  (name) => {
    expect(withoutPassword(name)).toBe(name);
  },
);

test('whatever a password holds, its address is written without it', () => {
  const passwords = string({ unit: constantFrom('a', '/', '?', '#', ' ', ':', '"', '%', '.') });
  check(
    property(passwords, constantFrom('http://', ''), (middle, scheme) => {
      const shown = withoutCredentials(`${scheme}me:s3cr${middle}3t@host.example/path`);
      expect(shown).toBe(`${scheme}host.example/path`);
    }),
  );
});

test.each([
  ['get https://me:pw@h/x and me:pw@h', 'get https://h/x and h'],
  ['https://h/x?a=1&access_token=abc&b=2', 'https://h/x?a=1&access_token=***&b=2'],
  ['said Authorization: Bearer abc123def456', 'said Authorization: Bearer ***'],
])('the last net hides what is written as a secret: %s', (text, shown) => {
  expect(hideSecrets(text)).toBe(shown);
});
