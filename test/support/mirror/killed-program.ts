import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import { buildProgram } from '../cli/built-program.ts';

const SERVERS = resolve(import.meta.dirname, '../../../src/mirror/tree/extras/servers');
const PRISM = createRequire(import.meta.url).resolve('@ruby/prism/src/prism.wasm');

/** Kills the process that loads it, as `kill -9` does, at one of its renames, which move the files of a mirror into place. */
const DEADLY = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
const { DIE_AT, DIE_FROM, DIE_WHEN } = process.env;
const rename = fs.rename;
let left = Number(DIE_AT);
fs.rename = async (from, to) => {
  const isIt = new RegExp(DIE_FROM).test(to) && (left -= 1) === 0;
  if (isIt && DIE_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
  await rename(from, to);
  if (isIt) process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
`;

/** When a run is killed. */
export interface Death {
  /** At which of the files whose path matches `to`: 1 is the first. */
  readonly at: number;
  /** A pattern; by default every file counts. */
  readonly to?: string;
  /** Before or after the file is moved into place. */
  readonly when: 'before' | 'after';
}

/** A brewpull whose runs can be killed at a certain moment. */
export interface KilledProgram {
  /** Runs a command line until it ends or is killed; returns which. Throws if it fails. */
  run(this: void, argv: readonly string[], death?: Death): Promise<'killed' | 'done'>;
}

/** Builds a brewpull below a folder. */
export async function buildKilledProgram(folder: string): Promise<KilledProgram> {
  await buildProgram(folder);
  // As the package has them.
  await cp(SERVERS, join(folder, 'code/servers'), { recursive: true });
  await cp(PRISM, join(folder, 'code/prism.wasm'));
  await writeFile(join(folder, 'deadly.mjs'), DEADLY);
  return {
    run: async (argv, death) => {
      const deadly = death === undefined ? [] : ['--import', join(folder, 'deadly.mjs')];
      const env = {
        ...process.env,
        HOME: folder,
        DIE_AT: String(death?.at),
        DIE_FROM: death?.to ?? '',
        DIE_WHEN: death?.when ?? '',
      };
      const start = [...deadly, join(folder, 'code/start.mjs'), ...argv];
      const child = spawn(process.execPath, start, { cwd: folder, env, timeout: 40_000 });
      let said = '';
      child.stderr.on('data', (chunk) => (said += String(chunk)));
      child.stdout.resume();
      const [code] = await once(child, 'close');
      if (code !== null && code !== 0) throw new Error(`exit ${code}: ${said}`);
      return code === null ? 'killed' : 'done';
    },
  };
}
