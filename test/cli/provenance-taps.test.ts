import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { startServer } from '../provenance/attestation/attestation-server.ts';
import { createAuthority } from '../provenance/attestation/sigstore-authority.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { fileHandler, startServer as startHost } from '../support/http/fault-server.ts';
import { once } from '../support/once.ts';
import { buildBottle } from '../support/registry/build-bottle.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { buildTap, runGit, type Tap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const FILE = 'hello--2.12.big_sur.bottle.tar.gz';
const ATTESTATIONS = 'hello--2.12.big_sur.bottle.attestations.json';
const OWN = 'acme/homebrew-tools';
const HOME_REMOTE = 'https://github.com/Acme/homebrew-tools.git';

const authority = once(createAuthority);
const world = once(async () => {
  const registry = await startRegistry();
  const published = publishBottles(registry, {
    formula: 'hello',
    pkgVersion: '2.12',
    tap: 'acme/tools',
    tags: ['big_sur'],
  });
  const sha256 = published.bottles.get('big_sur')?.sha256 ?? '';
  return { registry, sha256, [Symbol.asyncDispose]: () => registry.close() };
});

/** A clone of acme/tools with this remote. */
async function tapFrom(remote: string | undefined, hosted?: { sha256: string; rootUrl: string }) {
  const { sha256, ...root } = hosted ?? { sha256: world().sha256 };
  const bottle = { entries: { big_sur: sha256 }, ...root };
  const text = formulaText({ name: 'hello', version: '2.12', bottle });
  const tap = await buildTap({
    commits: [{ subject: 'hello', write: { 'Formula/hello.rb': text } }],
  });
  if (remote !== undefined) await runGit(tap.path, ['config', 'remote.origin.url', remote]);
  return tap;
}

async function homeWithRoot(): Promise<CliHome> {
  const home = await cliHome({ registry: world().registry });
  await writeFile(home.at('work/root.json'), JSON.stringify(authority().trustedRoot.json));
  return home;
}

/** A GitHub where one repository has an attestation of everything it is asked about. */
function startGithub(asked = OWN, signedBy = asked) {
  return startServer(async ({ url = '' }, response) => {
    const sha256 = /sha256:([0-9a-f]{64})/.exec(url)?.[1] ?? '';
    const isAsked = url.startsWith(`/repos/${asked}/attestations/`);
    const subjects = [{ name: FILE, sha256 }];
    const signed = (): Promise<unknown> => authority().attest({ subjects, repository: signedBy });
    const attestations = isAsked ? [{ bundle: await signed() }] : [];
    response.end(JSON.stringify({ attestations }));
  });
}

interface Place {
  readonly api: { readonly url: URL };
  readonly tap?: Pick<Tap, 'path'>;
}

function ask(
  home: CliHome,
  command: 'pull' | 'bundle',
  { api, tap }: Place,
  ...options: string[]
): Promise<CliResult> {
  const clone = tap === undefined ? [] : ['--tap-dir', `acme/tools=${tap.path}`];
  const from = ['--attestation-api', api.url.href, '--trusted-root', 'root.json', ...clone];
  return home.run([command, 'acme/tools/hello', '--target', 'big_sur', ...from, ...options]);
}

function verify(home: CliHome, path: string, ...options: string[]): Promise<CliResult> {
  return home.run(['verify', path, '--trusted-root', 'root.json', ...options]);
}

const firstOf = ({ stdout }: CliResult) => JSON.parse(stdout).results[0];
const provenanceOf = (result: CliResult) => firstOf(result).bottles[0].provenance;

test.each([HOME_REMOTE, 'git@github.com:acme/homebrew-tools.git'])(
  "a tap's own repository is asked who built its bottle, if its clone is from %s",
  async (remote) => {
    await using home = await homeWithRoot();
    await using tap = await tapFrom(remote);
    await using api = await startGithub();
    const result = await ask(home, 'pull', { api, tap }, '--require-provenance', '--json');

    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).toContain(`built by https://github.com/${OWN}/.github/workflows/`);
    expect(firstOf(result).provenance).toMatchObject({ status: 'verified', repository: OWN });
    expect(api.requests.map(({ url }) => url.split('?')[0])).toEqual([
      `/repos/${OWN}/attestations/sha256:${world().sha256}`,
    ]);

    const again = await verify(home, FILE);
    const explained = await verify(home, FILE, '--explain', '--json');
    const step = firstOf(explained).bottles[0].evidence.find(
      (line: { step: string }) => line.step === 'provenance',
    );
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain(`and an attestation of ${OWN} say`);
    expect(step).toMatchObject({
      status: 'proven',
      claim: `a workflow of ${OWN} built this file`,
    });
    expect(api.requests).toHaveLength(1);
  },
);

test('without a clone, the name of the tap says which repository is asked about a bottle', async () => {
  await using home = await homeWithRoot();
  await using api = await startGithub();
  const result = await ask(
    home,
    'pull',
    { api },
    '--history',
    'registry',
    '--provenance',
    '--json',
  );

  expect(firstOf(result).provenance).toMatchObject({ status: 'verified', repository: OWN });
});

test.each([
  ['from elsewhere', 'https://me:hunter2@git.example/acme/homebrew-tools', 'CUSTOM_REMOTE'],
  ['from nowhere that it says', undefined, 'NO_REMOTE'],
])(
  'nothing is asked about a tap cloned %s: the bottle is taken, but refused if proof is required',
  async (_what, remote, code) => {
    await using home = await homeWithRoot();
    await using tap = await tapFrom(remote);
    await using api = await startGithub();
    const refused = await ask(home, 'pull', { api, tap }, '--require-provenance', '--json');

    expect(refused.code).toBe(4);
    expect(firstOf(refused).error).toMatchObject({ code: 'PROVENANCE_UNSUPPORTED' });
    expect(refused.stdout + refused.stderr).not.toContain('hunter2');
    expect(await readdir(home.work)).toEqual(['root.json']);

    const taken = await ask(home, 'pull', { api, tap }, '--provenance', '--json');
    expect(taken.code).toBe(0);
    expect(taken.stderr).toContain(`${FILE}: nothing can prove who built it: `);
    expect(taken.stdout + taken.stderr).not.toContain('hunter2');
    expect(firstOf(taken).provenance).toMatchObject({ status: 'unsupported', code });
    expect(api.requests).toEqual([]);

    const later = await verify(home, FILE, '--json');
    expect(later).toMatchObject({ code: 0 });
    expect(provenanceOf(later)).toMatchObject({ status: 'unsupported', code: 'NOT_ASKED' });
    const required = await verify(home, FILE, '--require-provenance', '--json');
    expect(required).toMatchObject({ code: 4 });
    expect(firstOf(required).findings).toMatchObject([{ code: 'provenance-missing' }]);
  },
);

test('with a lock no clone is read, so the name of the tap decides', async () => {
  await using home = await homeWithRoot();
  await using tap = await tapFrom('https://git.example/acme/homebrew-tools');
  await using api = await startGithub();
  const lock = ['--lock', 'brewpull.lock.json'];
  const first = await ask(home, 'pull', { api, tap }, '--provenance', '--json', ...lock);
  const options = ['--provenance', '--json', ...lock, '--frozen'];
  const later = await ask(home, 'pull', { api, tap }, ...options);

  expect(firstOf(first).provenance).toMatchObject({ code: 'CUSTOM_REMOTE' });
  expect(firstOf(later).provenance).toMatchObject({ status: 'verified', repository: OWN });
});

test('a copy made by sync knows where it came from', async () => {
  await using home = await homeWithRoot();
  await using tap = await tapFrom(HOME_REMOTE);
  await using api = await startGithub();
  const sync = ['sync', '--tap', 'acme/tools', '--remote', tap.path, '--cache-dir', home.cache];
  expect(await runCli(sync, { cwd: home.work })).toMatchObject({ code: 0 });
  const custom = await ask(home, 'pull', { api }, '--provenance', '--json');
  const copy = { path: home.at('cache/taps/acme/tools.git') };
  await runGit(copy.path, [
    'config',
    'brewpull.copiedFrom',
    'https://github.com/acme/homebrew-tools',
  ]);
  const own = await ask(home, 'pull', { api, tap: copy }, '--provenance', '--json');

  expect(firstOf(custom).provenance).toMatchObject({
    code: 'CUSTOM_REMOTE',
    message: expect.stringContaining(`cloned from ${tap.path}, `),
  });
  expect(firstOf(own).provenance).toMatchObject({ status: 'verified', repository: OWN });
});

test('a bottle of a tap without attestations is refused only if proof is required', async () => {
  await using home = await homeWithRoot();
  await using tap = await tapFrom(HOME_REMOTE);
  await using api = await startGithub('Homebrew/homebrew-core');
  const refused = await ask(home, 'pull', { api, tap }, '--require-provenance', '--json');
  const taken = await ask(home, 'pull', { api, tap }, '--provenance', '--json');

  expect(refused.code).toBe(4);
  expect(firstOf(refused).error).toMatchObject({ code: 'PROVENANCE_MISSING' });
  expect(firstOf(taken).provenance).toEqual({ status: 'none' });
  expect(taken.stderr).toContain('no attestation says who built it; most taps make none');
});

test.each(['Homebrew/homebrew-core', 'acme/homebrew-other', 'evil/homebrew-tools'])(
  'what %s signed is refused for a bottle of another tap, and no file is left',
  async (signer) => {
    await using home = await homeWithRoot();
    await using tap = await tapFrom(HOME_REMOTE);
    await using api = await startGithub(OWN, signer);
    const result = await ask(home, 'pull', { api, tap }, '--provenance', '--json');

    expect(result.code).toBe(4);
    expect(firstOf(result).error).toMatchObject({
      code: 'PROVENANCE_INVALID',
      message: expect.stringMatching(new RegExp(`signed by .*${signer}.*, not ${OWN}.*REPOSITORY`)),
    });
    expect(await readdir(home.work)).toEqual(['root.json']);
  },
);

test.each([
  [401, {}, 'UNAUTHORIZED'],
  [403, { 'x-ratelimit-remaining': '0' }, 'RATE_LIMITED'],
  [422, {}, 'REGISTRY_RESPONSE'],
])('for a tap, a %i counts neither as missing nor as invalid', async (status, headers, code) => {
  await using home = await homeWithRoot();
  await using tap = await tapFrom(HOME_REMOTE);
  await using api = await startServer((_, response) => {
    response.writeHead(status, headers);
    response.end('{}');
  });
  const result = await ask(home, 'pull', { api, tap }, '--provenance', '--json');

  expect(result.code).toBe(5);
  expect(firstOf(result).error).toMatchObject({ code });
  expect(await readdir(home.work)).toEqual(['root.json']);
});

test('a bundle keeps what proves it, and what another tap signed is refused whatever the file claims', async () => {
  await using home = await homeWithRoot();
  await using tap = await tapFrom(HOME_REMOTE);
  await using api = await startGithub();
  const options = ['--require-provenance', '-o', 'out'];
  expect(await ask(home, 'bundle', { api, tap }, ...options)).toMatchObject({ code: 0 });
  const good = await verify(home, 'out', '--require-provenance');

  expect(good).toMatchObject({ code: 0 });
  expect(good.stdout).toContain(`1 bottle, 1 with provenance, some of it from ${OWN}`);

  const kept = `provenance/${ATTESTATIONS}`;
  const replace = async (repository: string, signer: string): Promise<void> => {
    const subjects = [{ name: FILE, sha256: world().sha256 }];
    const bundles = [await authority().attest({ subjects, repository: signer })];
    const file = {
      schemaVersion: 1,
      sha256: world().sha256,
      attestations: [{ repository, bundles }],
    };
    await writeFile(home.at(`work/out/${kept}`), `${JSON.stringify(file)}\n`);
    const sum = createHash('sha256')
      .update(`${JSON.stringify(file)}\n`)
      .digest('hex');
    const sums = await readFile(home.at('work/out/SHA256SUMS'), 'utf8');
    const line = new RegExp(`^[0-9a-f]{64}(?=[ *]+(?:\\./)?${kept.replaceAll('.', '\\.')}$)`, 'm');
    expect(sums).toMatch(line);
    await writeFile(home.at('work/out/SHA256SUMS'), sums.replace(line, sum));
  };
  for (const [asked, signer] of [
    ['evil/homebrew-tools', 'evil/homebrew-tools'],
    [OWN, 'evil/homebrew-tools'],
    ['Homebrew/homebrew-core', 'Homebrew/homebrew-core'],
  ] as const) {
    await replace(asked, signer);
    const forged = await verify(home, 'out', '--json');
    expect(forged.code).toBe(4);
    expect(firstOf(forged).findings).toMatchObject([
      { code: 'provenance-invalid', message: expect.stringContaining('(REPOSITORY)') },
    ]);
  }
});

test('a bottle on a plain file host is attested by its sha256, and later only a receipt names its tap', async () => {
  await using home = await homeWithRoot();
  const bottle = buildBottle({ formula: 'hello', pkgVersion: '2.12' });
  await using host = await startHost(fileHandler(bottle.bytes));
  const rootUrl = `${host.url.href}acme/homebrew-tools/releases/download/hello-2.12`;
  await using tap = await tapFrom(HOME_REMOTE, { sha256: bottle.sha256, rootUrl });
  await using api = await startGithub();
  const receipt = ['--receipt', 'home.json', '--network-label', 'home'];
  const result = await ask(home, 'pull', { api, tap }, '--provenance', '--json', ...receipt);

  expect(firstOf(result)).toMatchObject({
    sidecar: null,
    provenance: { status: 'verified', repository: OWN },
  });
  const alone = await verify(home, FILE, '--json');
  const known = await verify(home, FILE, '--json', '--against', 'home.json');
  expect(provenanceOf(alone)).toMatchObject({ status: 'unsupported', code: 'TAP_UNKNOWN' });
  expect(provenanceOf(known)).toMatchObject({ status: 'verified', repository: OWN });
});
