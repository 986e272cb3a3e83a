import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { createAuthority } from '../../../provenance/attestation/sigstore-authority.ts';
import { writeAnswers } from '../../../support/answers/write-answers.ts';
import { cliHome, type CliHome } from '../../../support/cli/cli-home.ts';
import { runCli, type CliResult, type CliWorld } from '../../../support/cli/run-cli.ts';
import { once } from '../../../support/once.ts';
import { startDistribution } from '../../../support/registry/distribution.ts';
import { startRegistry, type FakeRegistry } from '../../../support/registry/fake-registry.ts';
import { updateAtlasOf } from '../../../support/tap/atlas-lines.ts';
import { buildTap } from '../../../support/tap/build-tap.ts';
import { vimHistory } from '../../../support/tap/vim-history.ts';

const PROGRAM = '/usr/bin/docker-registry';
const ANSWERS_TYPE = 'application/vnd.brewpull.answers.v1';

const tap = once(() => buildTap({ commits: vimHistory() }));
const authority = once(createAuthority);

/** Runs `brewpull atlas push` in a home. */
function push(
  home: CliHome,
  words: readonly string[],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  return runCli(['atlas', 'push', ...words], { cwd: home.work, ...more });
}

function nameAt(registry: { readonly url: URL }, tag = 'core'): string {
  return `${registry.url.host}/acme/answers:${tag}`;
}

/** Gives a manifest as the registry has it. */
async function manifestAt(registry: { readonly url: URL }, reference = 'core'): Promise<string> {
  const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' };
  const url = new URL(`v2/acme/answers/manifests/${reference}`, registry.url);
  return (await fetch(url, { headers })).text();
}

function writes(registry: FakeRegistry): string[] {
  return registry.requests
    .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
}

async function signed(home: CliHome, file: string, sha256: string): Promise<void> {
  const bundle = await authority().attest({
    subjects: [{ name: file, sha256 }],
    repository: 'acme/x',
  });
  await writeFile(home.at(`work/${file}.sigstore.json`), JSON.stringify(bundle));
  await writeFile(home.at('work/root.json'), JSON.stringify(authority().trustedRoot.json));
}

test('a file becomes an artifact of its own type, and pushing it twice changes nothing', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  const digest = await writeAnswers(home.at('work/core.answers'));

  const first = await push(home, ['core.answers', nameAt(registry)]);
  const manifest = await manifestAt(registry);
  registry.requests.length = 0;
  // The name of the file does not matter.
  await writeAnswers(home.at('work/other-name.answers'));
  const second = await push(home, ['other-name.answers', nameAt(registry), '--json']);

  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/^127\.0\.0\.1:\d+\/acme\/answers:core@sha256:[0-9a-f]{64}\n$/);
  expect(JSON.parse(manifest)).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: ANSWERS_TYPE,
    config: {
      mediaType: 'application/vnd.oci.empty.v1+json',
      digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      size: 2,
    },
    layers: [
      {
        mediaType: ANSWERS_TYPE,
        digest,
        size: (await readFile(home.at('work/core.answers'))).length,
        annotations: { 'org.opencontainers.image.title': 'core.answers' },
      },
    ],
    annotations: {
      'org.opencontainers.image.title': 'core.answers',
      'vnd.brewpull.head.date': '2026-08-22T00:00:00Z',
      'vnd.brewpull.tap': 'homebrew/core',
    },
  });
  expect(JSON.parse(second.stdout)).toMatchObject({
    schemaVersion: 2,
    reference: first.stdout.trim(),
    status: 'present',
    kind: 'answers',
    tap: 'homebrew/core',
    head: { commit: null, date: '2026-08-22T00:00:00Z' },
    digest,
    sentBytes: 0,
    replaced: null,
    signedBy: null,
  });
  expect(writes(registry)).toEqual([]);
});

test('a tag is moved from an older file to a newer one, and back only with --force', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await writeAnswers(home.at('work/old.answers'), { day: '2026-08-01' });
  await writeAnswers(home.at('work/new.answers'), { day: '2026-08-22' });

  await push(home, ['old.answers', nameAt(registry)]);
  const moved = await push(home, ['new.answers', nameAt(registry)]);
  const back = await push(home, ['old.answers', nameAt(registry)]);
  const forced = await push(home, ['old.answers', nameAt(registry), '--force']);

  expect(moved.code).toBe(0);
  expect(moved.stderr).toContain('instead of the state of 2026-08-01');
  expect(back).toMatchObject({ code: 4, stdout: '' });
  expect(back.stderr).toContain('the registry says 2026-08-22, the file says 2026-08-01');
  expect(forced.code).toBe(0);
  expect(await manifestAt(registry)).toContain('2026-08-01');
});

test('a tag of something else is moved only with --force', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await writeAnswers(home.at('work/core.answers'));
  await writeAnswers(home.at('work/other.answers'), { tap: 'acme/tap', day: '2026-08-30' });
  const config = {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: `sha256:${'0'.repeat(64)}`,
    size: 1,
  };
  registry.putManifest('acme/answers', 'image', { schemaVersion: 2, config, layers: [] });
  registry.putManifest('acme/answers', 'index', { schemaVersion: 2, manifests: [] });
  await push(home, ['core.answers', nameAt(registry)]);

  const image = await push(home, ['core.answers', nameAt(registry, 'image')]);
  const index = await push(home, ['core.answers', nameAt(registry, 'index')]);
  const other = await push(home, ['other.answers', nameAt(registry)]);

  expect(image).toMatchObject({ code: 4 });
  expect(image.stderr).toContain(
    'the registry says a container image, the file says the answers of homebrew/core',
  );
  expect(index).toMatchObject({ code: 4 });
  expect(other).toMatchObject({ code: 4 });
  expect(other.stderr).toContain(
    'the registry says the answers of homebrew/core, the file says the answers of acme/tap',
  );
  const forced = await push(home, ['other.answers', nameAt(registry, 'image'), '--force']);
  expect(forced.code).toBe(0);
});

test('a whole atlas is pushed as its own type, and not over answers', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await updateAtlasOf(tap().path, home.at('work/core.atlas'));
  await writeAnswers(home.at('work/core.answers'));
  await push(home, ['core.answers', nameAt(registry)]);

  const clash = await push(home, ['core.atlas', nameAt(registry)]);
  const { code } = await push(home, ['core.atlas', nameAt(registry, 'all')]);

  expect(clash.code).toBe(4);
  expect(clash.stderr).toContain('the atlas of homebrew/core');
  expect(code).toBe(0);
  expect(JSON.parse(await manifestAt(registry, 'all'))).toMatchObject({
    artifactType: 'application/vnd.brewpull.atlas.v1',
    annotations: { 'org.opencontainers.image.revision': tap().head },
  });
});

test('--dry-run says what would happen to the tag and sends nothing', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await writeAnswers(home.at('work/core.answers'));

  const { code, stdout } = await push(home, [
    'core.answers',
    nameAt(registry),
    '--dry-run',
    '--json',
  ]);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'planned', replaced: null });
  expect(writes(registry)).toEqual([]);
});

test.each([true, false])(
  'the bundle beside a file is pushed with it, whether the registry lists it (%s) or a tag does',
  async (listsReferrers) => {
    await using registry = await startRegistry({ access: 'open', listsReferrers });
    await using home = await cliHome();
    const digest = await writeAnswers(home.at('work/core.answers'));
    await signed(home, 'core.answers', digest.slice(7));

    const words = ['core.answers', nameAt(registry), '--trusted-root', 'root.json', '--json'];
    const first = await push(home, words);
    const second = await push(home, words);

    const signer = 'https://github.com/acme/x/.github/workflows/publish.yml@refs/heads/main';
    expect(JSON.parse(first.stdout)).toMatchObject({ status: 'pushed', signedBy: { signer } });
    expect(JSON.parse(second.stdout)).toMatchObject({ status: 'present', signedBy: { signer } });
    const { manifestDigest } = JSON.parse(first.stdout);
    const list = listsReferrers
      ? await (
          await fetch(new URL(`v2/acme/answers/referrers/${manifestDigest}`, registry.url))
        ).json()
      : JSON.parse(await tagged(registry, manifestDigest));
    expect(list.manifests).toMatchObject([
      { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
    ]);
    const referrer = JSON.parse(await manifestAt(registry, list.manifests[0].digest));
    expect(referrer.subject.digest).toBe(manifestDigest);
    // Someone who fetches the tag at any moment finds the bundle.
    expect(
      writes(registry)
        .filter((each) => each.startsWith('PUT /v2/acme/answers/manifests/'))
        .indexOf('PUT /v2/acme/answers/manifests/core'),
    ).toBe(listsReferrers ? 2 : 3);
  },
);

async function tagged(registry: FakeRegistry, digest: string): Promise<string> {
  const headers = { accept: 'application/vnd.oci.image.index.v1+json' };
  const tag = digest.replace(':', '-');
  return (
    await fetch(new URL(`v2/acme/answers/manifests/${tag}`, registry.url), { headers })
  ).text();
}

test('a bundle that is broken, untrusted or about another file stops the push before it begins', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  const digest = await writeAnswers(home.at('work/core.answers'));
  const words = ['core.answers', nameAt(registry)];

  await signed(home, 'core.answers', '1'.repeat(64));
  const other = await push(home, [...words, '--trusted-root', 'root.json']);
  await signed(home, 'core.answers', digest.slice(7));
  const untrusted = await push(home, words);
  await writeFile(home.at('work/core.answers.sigstore.json'), '{');
  const broken = await push(home, words);

  for (const { code, stdout } of [other, untrusted, broken]) {
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  }
  expect(other.stderr).toContain('(DIGEST)');
  expect(registry.requests).toEqual([]);
});

test('a registry gets the credentials that it asks for, and a new repository is created', async () => {
  const account = { username: 'ann', password: 'secret' };
  await using registry = await startRegistry({ account });
  await using home = await cliHome();
  await writeAnswers(home.at('work/core.answers'));
  const words = ['core.answers', nameAt(registry), '--creds', '-'];

  const { code } = await push(home, words, { stdin: 'ann:secret\n' });
  const wrong = await push(home, words, { stdin: 'ann:wrong\n' });

  expect(code).toBe(0);
  expect(wrong.code).toBe(5);
  expect(wrong.stderr).not.toContain('wrong\n');
});

test.each([
  [['core.answers'], 'a file and where it goes'],
  [['core.answers', 'acme/answers:core'], 'does not name a registry'],
  [['core.answers', '127.0.0.1:1/acme/answers'], 'does not name a registry'],
  [
    ['core.answers', `127.0.0.1:1/acme/answers@sha256:${'0'.repeat(64)}`],
    'its digest follows from the file',
  ],
  [['core.answers', 'https://ghcr.io/acme/answers:core'], 'does not name a registry'],
])('%j is refused before any request', async (words, why) => {
  await using home = await cliHome();
  await writeAnswers(home.at('work/core.answers'));

  const { code, stderr } = await push(home, words);

  expect(code).toBe(2);
  expect(stderr).toContain(why);
});

test('a file without answers, a damaged file, a folder and a missing file are not pushed', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await writeAnswers(home.at('work/core.answers'));
  const bytes = await readFile(home.at('work/core.answers'));
  await writeFile(home.at('work/short.answers'), bytes.subarray(0, -1));
  await writeFile(home.at('work/zeros.answers'), Buffer.alloc(4096));

  for (const file of ['short.answers', 'zeros.answers', '.', 'none.answers']) {
    const { code, stdout } = await push(home, [file, nameAt(registry)]);
    expect({ file, code, stdout }).toEqual({
      file,
      code: ['.', 'none.answers'].includes(file) ? 2 : 4,
      stdout: '',
    });
  }
  expect(registry.requests).toEqual([]);
});

test('the registry of the CNCF accepts a file and its bundle', async ({ skip }) => {
  skip(!existsSync(PROGRAM), `${PROGRAM} is not installed (apt-get install docker-registry)`);
  await using registry = await startDistribution(PROGRAM);
  await using home = await cliHome();
  const digest = await writeAnswers(home.at('work/core.answers'));
  await signed(home, 'core.answers', digest.slice(7));
  const words = ['core.answers', nameAt(registry), '--trusted-root', 'root.json', '--json'];

  const first = JSON.parse((await push(home, words)).stdout);
  const second = JSON.parse((await push(home, words)).stdout);
  const fetched = await home.run([
    'atlas',
    'fetch',
    first.reference,
    '--trusted-root',
    'root.json',
    '--json',
  ]);

  expect([first.status, second.status]).toEqual(['pushed', 'present']);
  expect(JSON.parse(fetched.stdout)).toMatchObject({
    status: 'fetched',
    digest,
    signedBy: { signer: expect.stringContaining('acme/x') },
  });
});
