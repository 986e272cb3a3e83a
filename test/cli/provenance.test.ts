import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { startServer } from '../provenance/attestation/attestation-server.ts';
import { createAuthority } from '../provenance/attestation/sigstore-authority.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const FILE = 'vim--9.0.1900.big_sur.bottle.tar.gz';
const ATTESTATIONS = 'vim--9.0.1900.big_sur.bottle.attestations.json';

const world = once(startVimWorld);
const authority = once(createAuthority);

async function homeWithRoot(): Promise<CliHome> {
  const home = await cliHome({ registry: world().registry });
  await writeFile(home.at('work/root.json'), JSON.stringify(authority().trustedRoot.json));
  return home;
}

function brewpull(
  home: CliHome,
  argv: readonly string[],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  return home.run([...argv, '--trusted-root', 'root.json'], more);
}

function pull(home: CliHome, api: { readonly url: URL }, ...options: string[]): Promise<CliResult> {
  const target = ['vim', '--macos', '11', '--arch', 'amd64', '--tap-dir', world().tap.path];
  return brewpull(home, [...target, '--attestation-api', api.url.href, ...options]);
}

/** What `verify --explain --json` says about each step of the first bottle. */
function statusesOf({ stdout }: CliResult): Record<string, string> {
  const evidence: { step: string; status: string }[] =
    JSON.parse(stdout).results[0].bottles[0].evidence;
  return Object.fromEntries(evidence.map(({ step, status }) => [step, status]));
}

/** A GitHub that attests every sha256 it is asked about under this name. */
function startGithub(
  attested: { readonly name: string; readonly repository?: string } | 'nothing',
) {
  const signed = new Map<string, unknown>();
  return startServer(async ({ url = '' }, response) => {
    const sha256 = /sha256:([0-9a-f]{64})/.exec(url)?.[1] ?? '';
    if (attested === 'nothing' || !url.includes('/Homebrew/homebrew-core/')) {
      response.end('{"attestations":[]}');
      return;
    }
    const { name, repository } = attested;
    const bundle =
      signed.get(sha256) ??
      (await authority().attest({
        subjects: [{ name, sha256 }],
        ...(repository === undefined ? {} : { repository }),
      }));
    signed.set(sha256, bundle);
    response.end(JSON.stringify({ attestations: [{ bundle }] }));
  });
}

test('--provenance says which workflow built the bottle, and keeps what proves it', async () => {
  await using home = await homeWithRoot();
  await using github = await startGithub({ name: FILE });
  const result = await pull(home, github, '--require-provenance', '--json');

  expect(result).toMatchObject({ code: 0 });
  expect(result.stderr).toMatch(
    /built by https:\/\/github\.com\/Homebrew\/homebrew-core\/\.github/,
  );
  const { results } = JSON.parse(result.stdout);
  expect(results[0].provenance).toMatchObject({
    status: 'verified',
    repository: 'Homebrew/homebrew-core',
    subject: FILE,
    backfilled: false,
  });
  expect(await readdir(home.work)).toContain(ATTESTATIONS);

  github.requests.length = 0;
  world().registry.requests.length = 0;
  const clone = ['--tap-dir', world().tap.path];
  const verified = await brewpull(home, ['verify', FILE, ...clone]);
  const explained = await brewpull(home, ['verify', FILE, '--explain', '--json', ...clone]);

  expect(verified).toMatchObject({ code: 0, stderr: '' });
  expect(verified.stdout).toMatch(
    /: ok, as its sidecar, its formula, .* and an attestation say\n$/,
  );
  expect(statusesOf(explained)).toEqual({
    commit: 'proven',
    formula: 'proven',
    checksum: 'proven',
    index: 'proven',
    manifest: 'proven',
    layer: 'proven',
    contents: 'proven',
    provenance: 'proven',
    api: 'absent',
  });
  expect([github.requests, world().registry.requests]).toEqual([[], []]);
});

test('a bottle without an attestation is taken, but refused with --require-provenance', async () => {
  await using home = await homeWithRoot();
  await using github = await startGithub('nothing');
  const refused = await pull(home, github, '--require-provenance');

  expect(refused).toMatchObject({ code: 4, stdout: '' });
  expect(refused.stderr).toContain(`${FILE} has no build attestation`);
  expect(await readdir(home.work)).toEqual(['root.json']);

  const taken = await pull(home, github, '--provenance', '--json');
  expect(taken.code).toBe(0);
  expect(JSON.parse(taken.stdout).results[0].provenance).toEqual({ status: 'none' });
  expect(await brewpull(home, ['verify', FILE])).toMatchObject({ code: 0 });
  expect(await brewpull(home, ['verify', FILE, '--require-provenance'])).toMatchObject({ code: 4 });
});

test('an invalid attestation is an error with its reason, and no file is left', async () => {
  await using home = await homeWithRoot();
  await using github = await startGithub({ name: 'vim--9.0.1899.big_sur.bottle.tar.gz' });
  await using fork = await startGithub({ name: FILE, repository: 'someone/homebrew-core' });

  for (const [server, code] of [
    [github, 'SUBJECT_NAME'],
    [fork, 'REPOSITORY'],
  ] as const) {
    const result = await pull(home, server, '--provenance', '--json');
    expect(result.code).toBe(4);
    expect(JSON.parse(result.stdout).results[0].error).toMatchObject({
      code: 'PROVENANCE_INVALID',
      message: expect.stringContaining(code),
    });
    expect(await readdir(home.work)).toEqual(['root.json']);
  }
});

test('a GitHub token is not sent to a mirror of GitHub', async () => {
  await using home = await homeWithRoot();
  await using github = await startGithub('nothing');
  const env = { GITHUB_TOKEN: 'secret-token', HOMEBREW_GITHUB_API_TOKEN: 'secret-token' };
  const target = ['vim', '--target', 'big_sur', '--tap-dir', world().tap.path, '--provenance'];
  await brewpull(home, [...target, '--attestation-api', github.url.href], { env });

  expect(github.requests).toHaveLength(2);
  expect(github.requests.map(({ headers }) => headers.authorization)).toEqual([
    undefined,
    undefined,
  ]);
});

test('a server that cannot be asked counts neither as no attestation nor as an invalid one', async () => {
  await using home = await homeWithRoot();
  await using broken = await startServer((_, response) => {
    response.statusCode = 403;
    response.end('{}');
  });
  const result = await pull(home, broken, '--provenance');

  expect(result.code).toBe(5);
  expect(await readdir(home.work)).toEqual(['root.json']);
});

test('a bundle carries its attestations, has the same bytes each time, and is verified without a network', async () => {
  await using home = await homeWithRoot();
  await using github = await startGithub({ name: FILE });
  const make = (name: string): Promise<CliResult> =>
    brewpull(
      home,
      ['bundle', 'vim', '--target', 'big_sur', '--tap-dir', world().tap.path].concat([
        '--require-provenance',
        '--attestation-api',
        github.url.href,
        '-o',
        name,
      ]),
    );
  const made = await make('one.tar');

  // This tap has only vim, and nothing that vim needs.
  expect(made).toMatchObject({ code: 6 });
  const verified = await brewpull(home, ['verify', 'one.tar', '--explain', '--json']);
  expect(verified).toMatchObject({ code: 0 });
  const [{ bottles, findings }] = JSON.parse(verified.stdout).results;
  expect(findings).toEqual([]);
  expect(bottles[0].provenance).toMatchObject({ status: 'verified' });
  expect(statusesOf(verified)).toMatchObject({
    commit: 'absent',
    contents: 'proven',
    checksum: 'proven',
    index: 'proven',
    manifest: 'proven',
    layer: 'proven',
    provenance: 'proven',
  });
  expect(await make('two.tar')).toMatchObject({ code: 6 });
  const [one, two] = await Promise.all(
    ['one.tar', 'two.tar'].map((name) => readFile(join(home.work, name))),
  );
  expect(two).toEqual(one);

  const other = await createAuthority();
  await writeFile(home.at('work/root.json'), JSON.stringify(other.trustedRoot.json));
  const untrusted = await brewpull(home, ['verify', 'one.tar', '--json']);
  expect(untrusted.code).toBe(4);
  expect(JSON.parse(untrusted.stdout).results[0].findings).toMatchObject([
    { code: 'provenance-invalid' },
  ]);
});

test('bundle leaves as much evidence of an attested bottle in the cache as pull does', async () => {
  await using home = await homeWithRoot();
  await using github = await startGithub({ name: FILE });
  const clone = ['--tap-dir', world().tap.path];
  const where = ['--target', 'big_sur', '-o', 'vim-bundle', ...clone];
  const proof = ['--require-provenance', '--attestation-api', github.url.href];
  const made = await brewpull(home, ['bundle', 'vim', ...where, ...proof]);
  expect(made).toMatchObject({ code: 6 });
  world().registry.requests.length = 0;
  const bottle = join('vim-bundle/bottles', FILE);
  const verified = await brewpull(home, ['verify', bottle, '--explain', '--json', ...clone]);

  expect(verified).toMatchObject({ code: 0 });
  expect(statusesOf(verified)).toMatchObject({ layer: 'proven', contents: 'proven' });
  expect(world().registry.requests).toEqual([]);
});

test('--trusted-root must name a trusted root', async () => {
  await using home = await homeWithRoot();
  await writeFile(home.at('work/root.json'), '{}');
  await using github = await startGithub('nothing');
  const result = await pull(home, github, '--provenance');

  expect(result.code).toBe(4);
  expect(result.stderr).toContain('root.json');
});

test('the receipt of a pull vouches for its file, and the receipt of another file does not', async () => {
  await using home = await homeWithRoot();
  await using github = await startGithub('nothing');
  await pull(home, github, '--receipt', 'home.json', '--network-label', 'home');
  const good = await brewpull(home, ['verify', FILE, '--against', 'home.json', '--json']);
  const text = await readFile(home.at('work/home.json'), 'utf8');
  const other = text
    .replaceAll('9.0.1900.big_sur', '9.0.1899.big_sur')
    .replaceAll('9.0.1900', '9.0.1899');
  await writeFile(home.at('work/other.json'), other);
  const bad = await brewpull(home, ['verify', FILE, '--against', 'other.json', '--json']);

  expect(good).toMatchObject({ code: 0 });
  expect(JSON.parse(good.stdout).results[0].bottles[0].witnesses).toContain('receipt');
  expect(bad).toMatchObject({ code: 4 });
  expect(JSON.parse(bad.stdout).results[0].findings).toMatchObject([{ code: 'missing' }]);
});
