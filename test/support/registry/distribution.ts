import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { findFreeUrl } from './loopback-server.ts';

/** The CNCF's registry as a process of its own, with what is needed to put things into it. */
export interface Distribution extends AsyncDisposable {
  readonly url: URL;
  putBlob(repository: string, digest: string, bytes: Uint8Array): Promise<void>;
  putManifest(
    repository: string,
    reference: string,
    bytes: Uint8Array,
    mediaType: string,
  ): Promise<void>;
}

/** Starts Debian's `docker-registry` with an empty store. */
export async function startDistribution(program: string): Promise<Distribution> {
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-distribution-'));
  const url = await findFreeUrl();
  const config = join(folder, 'config.yml');
  await writeFile(
    config,
    `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${folder}/data}}\nhttp: {addr: ${url.host}}\n`,
  );
  const child = spawn(program, ['serve', config], { stdio: 'ignore' });
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
  });
  const close = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  if (!(await isUp(url))) {
    await close();
    throw new Error(`${program} does not answer`);
  }
  return {
    url,
    putBlob: async (repository, digest, bytes) => {
      const begun = await fetch(new URL(`v2/${repository}/blobs/uploads/`, url), {
        method: 'POST',
      });
      const target = new URL(begun.headers.get('location') ?? '', url);
      target.searchParams.set('digest', digest);
      const type = { 'content-type': 'application/octet-stream' };
      expectCreated(
        await fetch(target, { method: 'PUT', body: Buffer.from(bytes), headers: type }),
      );
    },
    putManifest: async (repository, reference, bytes, mediaType) => {
      const target = new URL(`v2/${repository}/manifests/${reference}`, url);
      const headers = { 'content-type': mediaType };
      expectCreated(await fetch(target, { method: 'PUT', body: Buffer.from(bytes), headers }));
    },
    [Symbol.asyncDispose]: close,
  };
}

function expectCreated({ status, url }: Response): void {
  if (status !== 201) throw new Error(`${url} was answered with ${status}`);
}

async function isUp(url: URL): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(new URL('v2/', url)).catch(() => undefined);
    if (answer?.ok === true) return true;
    await wait(50);
  }
  return false;
}
