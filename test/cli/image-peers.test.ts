import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test, type TestContext } from 'vitest';

import { verifyImage } from '../../src/image/archive/verify-image-archive.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { makeImage, type MadeImage } from '../support/image/make-image.ts';
import { startDistribution, type Distribution } from '../support/registry/distribution.ts';

const run = promisify(execFile);
const REGISTRY = '/usr/bin/docker-registry';
const SKOPEO = '/usr/bin/skopeo';
const PODMAN = '/usr/bin/podman';

function need(context: TestContext, ...programs: readonly string[]): void {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length > 0) context.skip(`not installed: ${missing.join(', ')}`);
}

async function makeTool(registry: Distribution): Promise<MadeImage> {
  return makeImage(registry, {
    repository: 'org/tool',
    tag: '1.0',
    platforms: ['linux/amd64', 'linux/arm64/v8', 'linux/arm/v7'],
    layers: 5,
  });
}

async function pull(
  home: CliHome,
  registry: Distribution,
  output: string,
  cache = 'cache',
): Promise<void> {
  await image(
    home,
    `${registry.url.host}/org/tool:1.0`,
    '-o',
    output,
    '--cache-dir',
    join(home.work, cache),
  );
}

async function image(home: CliHome, ...argv: readonly string[]): Promise<void> {
  const result = await runCli(['image', ...argv, '--platform', 'linux/amd64'], { cwd: home.work });
  expect(result).toMatchObject({ code: 0 });
}

/** Podman with its own store, and without what needs a system set up for it. */
async function podman(home: CliHome, ...argv: readonly string[]): Promise<string> {
  const settings = [
    `--root=${join(home.work, 'root')}`,
    `--runroot=${join(home.work, 'runroot')}`,
    '--storage-driver=vfs',
    '--cgroup-manager=cgroupfs',
    '--events-backend=none',
  ];
  const { stdout } = await run(PODMAN, [...settings, ...argv], {
    env: { ...process.env, HOME: home.work, XDG_RUNTIME_DIR: home.work, TMPDIR: home.work },
  });
  return stdout;
}

test("podman loads the archive with the registry's image ID and config", async (context) => {
  await using home = await cliHome();
  need(context, REGISTRY, PODMAN);
  await using registry = await startDistribution(REGISTRY);
  const made = await makeTool(registry);
  await pull(home, registry, 'tool.tar');
  const wanted = made.manifests.get('linux/amd64');
  const name = `${registry.url.host}/org/tool:1.0`;

  const loaded = await podman(home, 'load', '--quiet', '--input', join(home.work, 'tool.tar'));
  expect(loaded).toContain(name);
  const [found] = JSON.parse(await podman(home, 'inspect', '--type', 'image', name));
  expect(found).toMatchObject({
    Id: wanted?.config.slice('sha256:'.length),
    Architecture: 'amd64',
    Os: 'linux',
    Config: { Cmd: ['/bin/true'] },
    RepoTags: [name],
    Digest: wanted?.digest,
  });
  expect(found.RootFS.Layers).toHaveLength(5);
});

test('podman loads an image pulled by digest over http under the name given with --tag', async (context) => {
  await using home = await cliHome();
  need(context, REGISTRY, PODMAN);
  await using registry = await startDistribution(REGISTRY);
  const wanted = (await makeTool(registry)).manifests.get('linux/amd64');
  await image(
    home,
    `http://${registry.url.host}/org/tool@${String(wanted?.digest)}`,
    '--tag=registry.example/mine/tool:2',
    `--cache-dir=${home.cache}`,
    '--output=tool.tar',
  );

  await podman(home, 'load', '--quiet', '--input', join(home.work, 'tool.tar'));
  const name = 'registry.example/mine/tool:2';
  const [found] = JSON.parse(await podman(home, 'inspect', '--type', 'image', name));
  expect(found).toMatchObject({
    Id: wanted?.config.slice('sha256:'.length),
    RepoTags: [name],
    Digest: wanted?.digest,
  });
});

test("two runs give the same bytes, which contain the registry's digest", async (context) => {
  await using home = await cliHome();
  need(context, REGISTRY, SKOPEO);
  await using registry = await startDistribution(REGISTRY);
  const made = await makeTool(registry);
  await pull(home, registry, 'first.tar', 'cache-1');
  await pull(home, registry, 'second.tar', 'cache-2');
  const [first, second] = ['first.tar', 'second.tar'].map((name) => join(home.work, name));
  const bytes = await readFile(first ?? '');
  expect(bytes.equals(await readFile(second ?? ''))).toBe(true);

  const wanted = made.manifests.get('linux/amd64');
  const verdict = await verifyImage(first ?? '');
  expect(verdict).toMatchObject({
    findings: [],
    image: { manifestDigest: wanted?.digest, imageId: wanted?.config, layers: 5 },
  });
  const digest = ['inspect', '--format', '{{.Digest}}'];
  const inside = await run(SKOPEO, [...digest, `oci-archive:${String(first)}`]);
  expect(inside.stdout.trim()).toBe(wanted?.digest);
  const answer = await fetch(
    new URL(`v2/org/tool/manifests/${String(wanted?.digest)}`, registry.url),
    {
      method: 'HEAD',
      headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
    },
  );
  expect(answer.headers.get('docker-content-digest')).toBe(wanted?.digest);
});

test('skopeo reads the archive in both forms', async (context) => {
  await using home = await cliHome();
  need(context, REGISTRY, SKOPEO);
  await using registry = await startDistribution(REGISTRY);
  await makeTool(registry);
  await pull(home, registry, 'tool.tar');
  const archive = join(home.work, 'tool.tar');
  const docker = await run(SKOPEO, ['inspect', '--config', '--raw', `docker-archive:${archive}`]);
  const oci = await run(SKOPEO, ['inspect', '--raw', `oci-archive:${archive}`]);

  expect(JSON.parse(docker.stdout)).toMatchObject({ architecture: 'amd64', os: 'linux' });
  expect(JSON.parse(oci.stdout).layers).toHaveLength(5);
});
