import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import {
  startRegistry,
  type FakeRegistry,
  type RegistryOptions,
} from '../registry/fake-registry.ts';
import { publishBottles, type Published } from '../registry/publish-bottles.ts';
import { buildTap, type Tap } from '../tap/build-tap.ts';
import { formulaText } from '../tap/formula-text.ts';

/** A registry with a number of tools, and the tap that has them. */
export interface ToolsWorld extends AsyncDisposable {
  readonly registry: FakeRegistry;
  readonly tap: Tap;
  /** What `tool0`, `tool1`, … have in the registry: the last publication of each. */
  readonly published: readonly Published[];
}

/** The targets that a mirror of the tools is made for. */
export const TOOLS_TARGETS = ['--target', 'big_sur', '--target', 'arm64_ventura'];

/** What a world of tools is like. */
export interface ToolsRequest {
  readonly count: number;
  readonly registry?: RegistryOptions;
  /** The registry of another world, into which it is put. */
  readonly beside?: FakeRegistry;
  /** Whether the even tools have a next version, from a third commit. */
  readonly newer?: boolean;
}

/**
 * Starts a world of tools, each of which needs the one before: every third has one bottle for all machines, every fifth got the
 * one for one target with a rebuild, and every tenth is so large that its download resumes.
 */
export async function startToolsWorld({
  count,
  registry: options,
  beside,
  newer = false,
}: ToolsRequest): Promise<ToolsWorld> {
  const registry =
    beside ?? (await startRegistry({ access: 'open', blobHost: 'same', ...options }));
  const first: Record<string, string> = {};
  const second: Record<string, string> = { 'README.md': 'tools\n' };
  const third: Record<string, string> = { 'README.md': 'more tools\n' };
  const published: Published[] = [];
  for (let each = 0; each < count; each += 1) {
    const name = `tool${each}`;
    const path = `Formula/t/${name}.rb`;
    const needs = each === 0 ? [] : [`tool${each - 1}`];
    const publish = (version: string, tags: readonly string[], rebuild = 0): string => {
      const fillerBytes = each % 10 === 7 ? 1_200_000 : 500;
      const said = { formula: name, pkgVersion: version, rebuild, tags, fillerBytes };
      const made = publishBottles(registry, said);
      published[each] = made;
      const entries = Object.fromEntries(
        [...made.bottles].map(([tag, { sha256 }]) => [tag, sha256]),
      );
      return formulaText({ name, version, dependencies: needs, bottle: { rebuild, entries } });
    };
    const isSplit = each % 5 === 4;
    const tags = each % 3 === 0 ? ['all'] : ['big_sur', ...(isSplit ? [] : ['arm64_ventura'])];
    first[path] = publish(`1.${each}`, tags);
    if (isSplit) second[path] = publish(`1.${each}`, ['arm64_ventura', 'sonoma'], 1);
    if (newer && each % 2 === 0) third[path] = publish(`2.${each}`, ['big_sur', 'arm64_ventura']);
  }
  const commits = [
    { subject: 'first bottles', write: first },
    { subject: 'rebuilds', write: second },
    ...(newer ? [{ subject: 'versions', write: third }] : []),
  ];
  const tap = await buildTap({ commits });
  return {
    registry,
    tap,
    published,
    [Symbol.asyncDispose]: async () => {
      await tap[Symbol.asyncDispose]();
      if (beside === undefined) await registry.close();
    },
  };
}

/** Returns the sums of all files below a folder by path, in order. */
export async function sumsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const sums: Record<string, string> = {};
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.toSorted()) {
    sums[relative(folder, file)] = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  }
  return sums;
}

/** Lists the files that differ from what the `SHA256SUMS` of a mirror says, or are missing. */
export async function unlikeItsSums(folder: string): Promise<readonly string[]> {
  const real = await sumsOf(folder);
  const lines = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
  return lines
    .filter((line) => real[line.slice(66)] !== line.slice(0, 64))
    .map((line) => line.slice(66));
}
