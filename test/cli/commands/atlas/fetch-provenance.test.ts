import { readFile, rm, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../../src/core/digest.ts';
import { createAuthority } from '../../../provenance/attestation/sigstore-authority.ts';
import { fetchInto, kept, nameAt, publish } from '../../../support/answers/answers-registry.ts';
import { answersBytes } from '../../../support/answers/write-answers.ts';
import { cliHome, type CliHome } from '../../../support/cli/cli-home.ts';
import { once } from '../../../support/once.ts';
import { startRegistry, type FakeRegistry } from '../../../support/registry/fake-registry.ts';

const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const ROOT = ['--trusted-root', 'root.json'];

const authority = once(createAuthority);

/** Signs a statement about a sha256 and puts it beside the file that is pushed next. */
async function attest(home: CliHome, sha256: string, repository = 'acme/x'): Promise<void> {
  const bundle = await authority().attest({ subjects: [{ name: 'it', sha256 }], repository });
  await writeFile(home.at('work/made.answers.sigstore.json'), JSON.stringify(bundle));
  await writeFile(home.at('work/root.json'), JSON.stringify(authority().trustedRoot.json));
}

test.each([true, false])(
  'the signer is reported and its bundle kept, whether the registry lists it (%s) or a tag does',
  async (listsReferrers) => {
    await using registry = await startRegistry({ access: 'open', listsReferrers });
    await using home = await cliHome();
    await attest(home, digestOfBytes(answersBytes()).slice(7));
    await publish(home, registry, { more: ROOT });
    const words = [nameAt(registry), ...ROOT, '--require-provenance', '--json'];

    const first = await fetchInto(home, words);
    const second = await fetchInto(home, words);

    const signer = 'https://github.com/acme/x/.github/workflows/publish.yml@refs/heads/main';
    const issuer = 'https://token.actions.githubusercontent.com';
    expect(JSON.parse(first.stdout)).toMatchObject({
      status: 'fetched',
      signedBy: { signer, issuer },
    });
    expect(JSON.parse(second.stdout)).toMatchObject({ status: 'unchanged', signedBy: { signer } });
    const bundle = await readFile(home.at('cache/answers/homebrew-core.answers.sigstore.json'));
    expect(bundle.equals(await readFile(home.at('work/made.answers.sigstore.json')))).toBe(true);
  },
);

test('an unsigned file is accepted, but refused with --require-provenance', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  await publish(home, registry);

  const required = await fetchInto(home, [nameAt(registry), '--require-provenance']);
  const empty = await kept(home);
  const taken = await fetchInto(home, [nameAt(registry), '-v']);
  const afterwards = await fetchInto(home, [nameAt(registry), '--require-provenance']);

  expect(required).toMatchObject({ code: 4, stdout: '' });
  expect(empty).toEqual([]);
  expect(taken.code).toBe(0);
  expect(taken.stderr).toContain('no provenance was found');
  expect(afterwards.code).toBe(4);
});

/** Attaches bytes to what a pinned reference names, as any tool could. */
function attach(registry: FakeRegistry, pinned: string, bytes: Buffer): void {
  const [, subject = ''] = pinned.split('@');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const digest = registry.putBlob('acme/answers', bytes);
  registry.putManifest('acme/answers', undefined, {
    schemaVersion: 2,
    artifactType: BUNDLE_TYPE,
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest, size: 2 },
    layers: [{ mediaType: BUNDLE_TYPE, digest, size: bytes.length }],
    subject: { mediaType, digest: subject, size: 1 },
  });
}

test('a bundle about something else, or by an unknown signer, is an error before the file is fetched', async () => {
  await using registry = await startRegistry({ access: 'open', listsReferrers: true });
  await using home = await cliHome();
  await attest(home, '1'.repeat(64));
  const foreign = await readFile(home.at('work/made.answers.sigstore.json'));
  await rm(home.at('work/made.answers.sigstore.json'));
  attach(registry, await publish(home, registry), foreign);

  const other = await fetchInto(home, [nameAt(registry), ...ROOT]);
  const untrusted = await fetchInto(home, [nameAt(registry)]);

  expect(other).toMatchObject({ code: 4, stdout: '' });
  expect(other.stderr).toContain('(DIGEST)');
  expect(untrusted).toMatchObject({ code: 4, stdout: '' });
  expect(registry.logged({ host: 'blobs', path: digestOfBytes(answersBytes()).slice(7) })).toEqual(
    [],
  );
  expect(await kept(home)).toEqual([]);
});

test('one valid bundle is enough, and one about the manifest counts for the file', async () => {
  await using registry = await startRegistry({ access: 'open', listsReferrers: true });
  await using home = await cliHome();
  const pinned = await publish(home, registry);
  attach(registry, pinned, Buffer.from('{}'));
  await attest(home, pinned.slice(-64));
  attach(registry, pinned, await readFile(home.at('work/made.answers.sigstore.json')));

  const first = await fetchInto(home, [nameAt(registry), ...ROOT, '--json']);
  const second = await fetchInto(home, [pinned, ...ROOT, '--json', '--require-provenance']);

  for (const { stdout } of [first, second]) {
    expect(JSON.parse(stdout)).toMatchObject({
      signedBy: { signer: expect.stringContaining('acme/x') },
    });
  }
});

test('a warning points out a signer that changed or is missing', async () => {
  await using registry = await startRegistry({ access: 'open' });
  await using home = await cliHome();
  const days = ['2026-08-01', '2026-08-02', '2026-08-03'];
  const said: string[] = [];
  for (const [at, day] of days.entries()) {
    const sha256 = digestOfBytes(answersBytes({ day })).slice(7);
    if (at < 2) await attest(home, sha256, ['acme/x', 'evil/x'][at]);
    else await rm(home.at('work/made.answers.sigstore.json'));
    await publish(home, registry, { day, more: ROOT });
    said.push((await fetchInto(home, [nameAt(registry), ...ROOT])).stderr);
  }

  expect(said[0]).not.toContain('warning');
  expect(said[1]).toMatch(
    /the earlier file was signed by \S*acme\/x\S*, but this one is signed by \S*evil/,
  );
  expect(said[2]).toContain('but this one has no signature');
  expect(await kept(home)).toEqual(['homebrew-core.answers', 'homebrew-core.answers.json']);
});
