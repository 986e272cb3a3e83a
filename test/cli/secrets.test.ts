import { expect, test } from 'vitest';

import { hideSecrets, withoutCredentials, withoutPassword } from '../../src/core/redact.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import {
  asyncProperty,
  assert as check,
  constantFrom,
  property,
  string,
  stringMatching,
} from '../support/limits/random.ts';

const home = once(cliHome);

/** Long and odd enough to appear in no other output. */
const secrets = stringMatching(/^x[a-zA-Z0-9!$%&*+,;=~._ ]{6,20}9$/);

const PULL = ['vim', '--target', 'big_sur', '--history', 'registry'];
const SYNC = ['sync', '--no-atlas', '--remote'];

/** Where a secret may be written in arguments that are refused. */
const REFUSED: readonly ((secret: string) => readonly string[])[] = [
  (secret) => [...PULL, '--registry', `https://me:${secret}@127.0.0.1:1`],
  (secret) => [...PULL, '--registry', `ftp://me:${secret}@127.0.0.1:1`],
  (secret) => [...PULL, '--registry', `https://me:${secret}/w#@127.0.0.1:1`],
  (secret) => [...PULL, '--registry', `https://me:1/${secret}@127.0.0.1:1`],
  (secret) => [...PULL, '--registry', `me:${secret}@127.0.0.1:1/x?y`],
  (secret) => [...PULL, '--registry', `https://127.0.0.1:1/?access_token=${secret}`],
  (secret) => [...PULL, '--proxy', `nothing://me:${secret}@127.0.0.1:1`],
  (secret) => [...PULL, '--provenance', '--attestation-api', `ftp://me:${secret}@127.0.0.1:1`],
  (secret) => [...PULL, '--provenance', '--attestation-api', `me:${secret}@127.0.0.1:1`],
  (secret) => ['image', `me:${secret}@127.0.0.1:1/Name`],
  (secret) => ['image', `https://me:${secret}@127.0.0.1:1/name`],
  (secret) => ['image', '127.0.0.1:1/name', '--creds', `me:${secret}`],
  (secret) => [...SYNC, `http://127.0.0.1:1/x?access_token=${secret}`],
  (secret) => [...SYNC, `ssh://me:${secret}@127.0.0.1:1/x`],
  (secret) => [`https://me:${secret}@127.0.0.1:1/vim`, ...PULL.slice(1)],
  (secret) => [`me:${secret}@127.0.0.1:1/vim`, ...PULL.slice(1)],
];

/** And in addresses that are used, where nothing answers. */
const USED: readonly ((secret: string) => readonly string[])[] = [
  (secret) => [...PULL, '--proxy', `http://me:${secret}@127.0.0.1:1`],
  (secret) => [...SYNC, `http://me:${secret}@127.0.0.1:1/x`],
];

const MORE = [[], ['--json'], ['--debug', '-v']] as const;
const LIVE = 'x&s3cr,ty9';

function run(argv: readonly string[]): Promise<CliResult> {
  return runCli([...argv, '--cache-dir', home().cache], {
    cwd: home().work,
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

/** The forms of the secret that were shown, and the errors of a run that never got that far, as it proves nothing. */
function faultsOf({ code, stdout, stderr }: CliResult, secret: string): string[] {
  const login = Buffer.from(`me:${secret}`).toString('base64');
  const shown = [secret, encodeURIComponent(secret), login].filter((form) =>
    `${stdout}${stderr}`.includes(form),
  );
  return code === 0 || /unknown option|unexpected error/.test(stderr) ? [...shown, stderr] : shown;
}

test.each(REFUSED.map((place) => [place('SECRET').join(' '), place] as const))(
  'no secret in %s is shown, in text, in JSON or with --debug',
  async (_title, place) => {
    const hidden = asyncProperty(secrets, constantFrom(...MORE), async (secret, more) => {
      expect(faultsOf(await run([...place(secret), ...more]), secret)).toEqual([]);
    });
    await check(hidden, { numRuns: 20 });
  },
);

test.each(
  USED.flatMap((place) =>
    MORE.map((more) => [[...place('SECRET'), ...more].join(' '), place, more] as const),
  ),
)(
  'when nothing answers, the secret in %s is not shown',
  async (_title, place, more) => {
    expect(faultsOf(await run([...place(LIVE), ...more]), LIVE)).toEqual([]);
  },
  20_000,
);

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
  'https://ghcr.io wants Bearer authentication',
  'authorization: denied for this repository',
  'mailto:me@example.org',
  'Co-authored-by:Me <me@example.org>',
  'Signed-off-by:me@example.org',
  'it:openssl@3 and vim:vim@9.0.1450',
])('a name or a sentence without a secret stays as it is: %s', (text) => {
  expect(hideSecrets(text)).toBe(text);
});

test.each(['openssl@3', 'vim@9.0.1450', `image@${DIGEST}`, 'user/tap/openssl@3'])(
  'the name %s is not taken for an address with a password',
  (name) => {
    expect(withoutPassword(name)).toBe(name);
  },
);

test('an address is written without its password, whatever that contains', () => {
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
  ['https://h/x?expires=1&Signature=abc', 'https://h/x?expires=***&Signature=***'],
  ['said Authorization: Bearer abc123def456', 'said Authorization: Bearer ***'],
  ['got proxy-authorization: Basic abcdefgh!', 'got proxy-authorization: Basic ***'],
  [
    String.raw`{\"authorization\":\"Bearer qwertyui\"}`,
    String.raw`{\"authorization\":\"Bearer ***\"}`,
  ],
  ['no me:pw@1.2.3.4:80/x', 'no 1.2.3.4:80/x'],
  ['no me:pw@[::1]/x', 'no [::1]/x'],
  ['no me:pw@0x.example/x', 'no 0x.example/x'],
])('the last safety net hides what is written like a secret: %s', (text, shown) => {
  expect(hideSecrets(text)).toBe(shown);
});
