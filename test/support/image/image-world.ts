import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCli, type CliResult } from '../cli/run-cli.ts';
import {
  startRegistry,
  type FakeRegistry,
  type RegistryOptions,
} from '../registry/fake-registry.ts';
import { REPOSITORY } from './put-image.ts';

/** A registry for images, and an empty folder to pull into. */
export interface ImageWorld extends AsyncDisposable {
  readonly folder: string;
  readonly registry: FakeRegistry;
  /** Pulls `:TAG` or `@DIGEST` for linux/amd64 into `tool.tar`, with JSON. */
  pull(reference?: string, ...argv: readonly string[]): Promise<CliResult>;
  /** Lists what is in the folder besides the cache. */
  made(): Promise<readonly string[]>;
}

/** Starts the world; dispose of it. */
export async function startImageWorld(
  options: RegistryOptions = { requireAccept: false },
): Promise<ImageWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-image-'));
  const registry = await startRegistry(options);
  return {
    folder,
    registry,
    pull: (reference = ':1.0', ...argv) => {
      const name = `${registry.url.host}/${REPOSITORY}${reference}`;
      const where = ['--output', 'tool.tar', '--cache-dir', join(folder, 'cache')];
      return runCli(['image', name, '--platform', 'linux/amd64', '--json', ...where, ...argv], {
        cwd: folder,
      });
    },
    made: async () => (await readdir(folder)).filter((name) => name !== 'cache'),
    [Symbol.asyncDispose]: async () => {
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
