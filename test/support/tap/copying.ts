import { pathToFileURL } from 'node:url';

import type { CopyCost, CopyRequest, CopyState } from '../../../src/git/managed/copy-request.ts';
import { updateCopy } from '../../../src/git/managed/managed-copy.ts';
import { parseRemote } from '../../../src/git/managed/network/remote-address.ts';
import { runGit, type Tap } from './build-tap.ts';

/** What a test says about a copy; the rest is as usual. */
export interface CopyWish extends Partial<
  Pick<CopyRequest, 'objectsAtOnce' | 'signal' | 'onProgress' | 'onDamage'>
> {
  readonly path: string;
  /** A tap, or the address of a repository. */
  readonly from: Tap | string;
  /** ISO 8601. */
  readonly since?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Makes or updates a copy; returns its state, and what became known about its cost. */
export async function copyTap(wish: CopyWish): Promise<CopyState & { readonly costs: CopyCost[] }> {
  const { path, from, since, environment = process.env, signal, ...more } = wish;
  const costs: CopyCost[] = [];
  const state = await updateCopy({
    path,
    remote: parseRemote(typeof from === 'string' ? from : pathToFileURL(from.path).href),
    network: { environment, proxy: undefined, authoritiesFile: undefined },
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
    signal,
    onProgress: () => undefined,
    onCost: (cost) => costs.push(cost),
    ...more,
  });
  return { ...state, costs };
}

/** Makes a repository serve lists of commits, as GitHub does. */
export async function serveLists({ path }: Tap): Promise<void> {
  await runGit(path, ['config', 'uploadpack.allowFilter', 'true']);
}

/** Lists every commit of a repository's HEAD. */
export async function listCommits(path: string): Promise<string[]> {
  return (await runGit(path, ['rev-list', 'HEAD'])).trim().split('\n').toSorted();
}

/** Checks everything that a repository has; throws what git complains about. */
export async function checkRepository(path: string): Promise<void> {
  await runGit(path, ['fsck', '--strict', '--no-dangling']);
  await runGit(path, ['rev-list', '--objects', '--quiet', 'HEAD']);
}
