import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../src/core/digest.ts';
import { findReferrers } from '../../src/registry/artifact/referrers.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { execFileSync } from '../support/limits/processes.ts';
import { writePublishedTree } from '../support/mirror/published-tree.ts';
import { createAsking } from '../support/registry/asking.ts';
import { startDistribution } from '../support/registry/distribution.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles, type Published } from '../support/registry/publish-bottles.ts';

const PROGRAM = '/usr/bin/docker-registry';
const SKOPEO = '/usr/bin/skopeo';
const REASON =
  'docker-registry or skopeo is not installed (apt-get install docker-registry skopeo)';
const REPOSITORY = 'homebrew/core/jq';
const SBOM = '{"spdxVersion":"SPDX-2.3","name":"jq"}';

/** Writes a mirror whose one bottle has a bill of materials. */
async function makeMirror(home: CliHome): Promise<Published> {
  await using from = await startRegistry({ access: 'open' });
  const files = { 'bin/jq': 'x', 'sbom.spdx.json': SBOM };
  const published = publishBottles(from, {
    formula: 'jq',
    pkgVersion: '1.7',
    tags: { big_sur: { files } },
  });
  const tree = { registry: from.url, published, formula: 'jq', pkgVersion: '1.7' };
  await writePublishedTree(join(home.work, 'mirror'), tree);
  return published;
}

function manifestOf(published: Published): string {
  return published.bottles.get('big_sur')?.manifestDigest ?? '';
}

test.each([true, false])(
  'the bill of materials refers to the manifest, whether the registry lists it (%s) or a tag does',
  async (listsReferrers) => {
    await using home = await cliHome();
    const published = await makeMirror(home);
    await using to = await startRegistry({ access: 'open', listsReferrers });
    const result = await home.run(['push', 'mirror', to.url.href, '--json']);

    expect(result.code).toBe(0);
    const [{ referrers }] = JSON.parse(result.stdout).results;
    expect(referrers).toMatchObject([{ artifactType: 'application/spdx+json', status: 'pushed' }]);
    await using asking = createAsking();
    const place = { registry: to.url, repository: REPOSITORY };
    const [bottle] = published.bottles.values();
    if (bottle === undefined) throw new Error('no bottle');
    const found = await findReferrers(asking.client, place, bottle.manifestDigest);
    expect(found).toMatchObject([{ digest: referrers[0].digest }]);
    const asked = { digest: digestOfBytes(Buffer.from(SBOM)), maxBytes: 1000 };
    const bytes = await asking.client.getBlob(to.url, REPOSITORY, asked);
    expect(Buffer.from(bytes).toString()).toBe(SBOM);
    // The tag of the list is not taken for a version.
    const words = ['resolve', 'jq', '--target', 'big_sur', '--history', 'registry', '--json'];
    const resolved = await home.run([...words, '--registry', to.url.href]);
    expect(JSON.parse(resolved.stdout).results).toMatchObject([{ pkgVersion: '1.7' }]);
  },
);

test('a referrer that a registry refuses gives a warning, and the bottle is pushed', async () => {
  await using home = await cliHome();
  const published = await makeMirror(home);
  await using to = await startRegistry({ access: 'open' });
  to.fault({ method: 'PUT', path: /\/manifests\/sha256-/ }, { status: 400 }, 9);
  const result = await home.run(['push', 'mirror', to.url.href, '--json']);

  expect(result.code).toBe(0);
  expect(result.stderr).toContain('application/spdx+json of jq is not in the registry');
  const failed = { status: 'failed', error: { code: 'REGISTRY_RESPONSE' } };
  expect(JSON.parse(result.stdout).results).toMatchObject([
    { status: 'pushed', referrers: [{ artifactType: 'application/spdx+json', ...failed }] },
  ]);
  const path = `/manifests/${manifestOf(published)}`;
  expect(to.logged({ method: 'PUT', path }).map(({ status }) => status)).toEqual([201]);
});

test('--no-referrers leaves them out', async () => {
  await using home = await cliHome();
  await makeMirror(home);
  await using to = await startRegistry({ access: 'open' });
  const result = await home.run(['push', 'mirror', to.url.href, '--no-referrers', '--json']);

  expect(JSON.parse(result.stdout).results).toMatchObject([{ status: 'pushed', referrers: [] }]);
  expect(to.requests.filter(({ path }) => path.includes('sha256-'))).toEqual([]);
});

test('skopeo copies a pushed bottle out of the CNCF registry, and finds the referrer by its tag', async ({
  skip,
}) => {
  skip(!existsSync(PROGRAM) || !existsSync(SKOPEO), REASON);
  await using home = await cliHome();
  const published = await makeMirror(home);
  await using to = await startDistribution(PROGRAM);
  const result = await home.run(['push', 'mirror', `${to.url.origin}/some`, '--json']);
  expect(result.code).toBe(0);

  const at = `docker://${to.url.host}/some/${REPOSITORY}`;
  const insecure = ['--src-tls-verify=false'];
  const out = join(home.work, 'copy');
  execFileSync(SKOPEO, ['copy', '--all', ...insecure, `${at}:1.7`, `oci:${out}:1.7`]);
  const manifest = manifestOf(published);
  expect(existsSync(join(out, 'blobs/sha256', manifest.slice(7)))).toBe(true);
  const inspect = ['inspect', '--raw', '--tls-verify=false'];
  const raw = execFileSync(SKOPEO, [...inspect, `${at}@${manifest}`]);
  expect(digestOfBytes(Buffer.from(raw))).toBe(manifest);
  const tag = execFileSync(SKOPEO, [...inspect, `${at}:${manifest.replace(':', '-')}`]);
  expect(JSON.parse(tag)).toMatchObject({
    manifests: [{ artifactType: 'application/spdx+json' }],
  });
});
