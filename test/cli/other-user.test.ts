import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { buildProgram } from '../support/cli/built-program.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { publishBottles } from '../support/registry/publish-bottles.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
/** The user that owns nothing. */
const NOBODY = 65_534;

const program = once(async () => {
  const folder = await tempFolder();
  await buildProgram(folder.path);
  await mkdir(folder.at('locked'), { mode: 0o755 });
  await mkdir(folder.at('own'), { mode: 0o755 });
  if (process.getuid?.() === 0) await chown(folder.at('own'), NOBODY, NOBODY);
  else await chmod(folder.at('locked'), 0o555);
  await chmod(folder.path, 0o755);
  return folder;
});

/** How a run by a user who is not root ends. */
interface Ended {
  readonly code: number;
  readonly stderr: string;
}

/** Undefined if root cannot become another user. */
async function asNobody(argv: readonly string[]): Promise<Ended | undefined> {
  const { path: folder } = program();
  const become = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const isRoot = process.getuid?.() === 0;
  if (isRoot && !(await works([...become, 'true']))) return undefined;
  const [file = '', ...args] = [...(isRoot ? become : []), `${folder}/brewpull`, ...argv];
  const home = `${folder}/own`;
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_CACHE_HOME: `${home}/cache-of-${argv[0]}`,
  };
  try {
    const { stderr } = await run(file, args, { cwd: home, env });
    return { code: 0, stderr };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stderr' in error)) throw error;
    return { code: Number(error.code), stderr: String(error.stderr) };
  }
}

async function works([file = '', ...args]: readonly string[]): Promise<boolean> {
  return run(file, args).then(
    () => true,
    () => false,
  );
}

test.for([
  ['pull', ['pull', '-o']],
  ['bundle', ['bundle', '-o']],
  ['pull --cache-dir', ['pull', '--cache-dir']],
] as const)(
  'a folder that the user may not write to is refused before any download: %s',
  async ([, words], { skip }) => {
    await using registry = await startRegistry();
    publishBottles(registry, { formula: 'vim', pkgVersion: '9.0.1', tags: ['big_sur'] });
    const [command, option] = words;
    const asked = [command, 'vim', '--target', 'big_sur', '--history', 'registry'];
    const server = ['--registry', registry.url.href];
    const place = (name: string): readonly string[] => [
      option,
      `${program().path}/${name}/${command}${option}`,
    ];
    const refused = await asNobody([...asked, ...server, ...place('locked')]);
    if (refused === undefined) return skip('root cannot become another user here: no setpriv');

    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^brewpull: cannot write .*locked\/\S+: it is not writable for this user\nnext: Choose another place with --output/m,
    );
    expect(registry.logged({ host: 'blobs' })).toEqual([]);
    expect(await readdir(program().at('locked'))).toEqual([]);

    const taken = await asNobody([...asked, ...server, ...place('own')]);
    // It is past the check; what else a program without its libraries does is not tested here.
    expect(taken?.stderr).not.toContain('cannot write');
    expect(registry.logged({ host: 'blobs' }).length).toBeGreaterThan(0);
  },
);
