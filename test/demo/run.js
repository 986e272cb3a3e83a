// The main job against a small world on this machine: a homebrew-core with the true versions, dates and bottle tags of vim
// from August to October 2023, and a registry that behaves like ghcr.io. Nothing leaves the machine.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { rolldown } from 'rolldown';

const ROOT = resolve(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'brewpull-demo-'));
const here = join(scratch, 'here');

/** Runs the real command line as a process of its own, and shows what it says. */
async function brewpull(...args) {
  console.log(`\n$ brewpull ${args.join(' ')}`);
  const child = spawn(process.execPath, [join(ROOT, 'bin/brewpull.js'), ...args], {
    cwd: here,
    env: {
      PATH: process.env.PATH,
      HOME: scratch,
      BREWPULL_REGISTRY: world.registry,
      BREWPULL_CACHE_DIR: join(scratch, 'cache'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    process.stdout.write(text);
  });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`brewpull ended with ${code}`);
  return output;
}

function check(claim, holds) {
  if (!holds) throw new Error(`the demo is wrong: ${claim}`);
  console.log(`  ok: ${claim}`);
}

async function loadWorld() {
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'world.ts'),
    platform: 'node',
    transform: { target: 'node20' },
    external: [/^node:/],
  });
  const file = join(scratch, 'world.mjs');
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  const { startDemoWorld } = await import(pathToFileURL(file).href);
  return startDemoWorld();
}

mkdirSync(here);
const world = await loadWorld();
const bigSur = ['--macos', '11', '--arch', 'amd64', '--tap-dir', world.tapDirectory];
try {
  console.log('A small homebrew-core, with the true history of vim from August to October 2023:\n');
  console.log((await world.history()).trimEnd());
  console.log(
    '\nand a registry like ghcr.io at %s. Its bottles are small stand-ins with checksums of their own.',
    world.registry,
  );

  const answer = await brewpull('resolve', 'vim', ...bigSur);
  const [, sha256 = ''] = /sha256\s+(\w+)/.exec(answer) ?? [];
  check(
    'the last vim for macOS 11 on Intel is 9.0.1900, not the 9.0.1900_1 that dropped it',
    answer.startsWith('vim 9.0.1900 '),
  );
  check(
    `its stand-in takes the place of the bottle ${world.trueChecksum(sha256)?.slice(0, 12)}…`,
    world
      .trueChecksum(sha256)
      ?.startsWith('6cbad503034158806227128743d2acc08773c90890cea12efee25c4a53399d02'),
  );

  const [file = ''] = (await brewpull('vim', ...bigSur)).trim().split('\n');
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  check('the file hashes to what history says', digest === sha256);
  console.log(`\n$ ls\n${readdirSync(here).join('\n')}`);

  await brewpull('vim', '--macos', '11', '--arch', 'amd64', '--history', 'registry', '--dry-run');
  console.log('\nThe registry alone, without any history, gives the same answer.');
  await brewpull('history', 'vim', '--arch', 'amd64', '--tap-dir', world.tapDirectory);

  await brewpull('atlas', 'export', '-o', 'small.answers', '--tap-dir', world.tapDirectory);
  const fromFile = ['--macos', '11', '--arch', 'amd64', '--history', 'atlas'];
  await brewpull('vim', ...fromFile, '--atlas', 'small.answers', '--dry-run');
  console.log('\nA file made from the clone answers on a machine that has none.');
  const packaged = await brewpull('resolve', 'vim', ...fromFile);
  check(
    'the answers in the package know the checksum of the true bottle',
    packaged.includes('6cbad503034158806227128743d2acc08773c90890cea12efee25c4a53399d02'),
  );
} finally {
  await world.close();
  rmSync(scratch, { recursive: true, force: true });
}
