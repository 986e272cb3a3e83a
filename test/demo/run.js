// The main job against a small world on this machine: a homebrew-core with the real versions, dates and bottle tags of vim
// from August to October 2023, and a registry that behaves like ghcr.io. Nothing leaves the machine.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

/** Runs a command on the simulated Mac, and shows what it says. */
async function onMac(...command) {
  console.log(`\nmac$ ${command.join(' ')}`);
  const { code, stdout, stderr } = await world.onMac(command);
  process.stdout.write(stdout + stderr);
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}`);
  return stdout;
}

/** Builds the program as it is now; what the build prints is shown only if it fails. */
async function build() {
  const child = spawn('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`the build failed:\n${said}`);
}

async function loadWorld() {
  // The stand-in is looked for beside the code that copies it.
  copyFileSync(join(ROOT, 'test/support/brew/brew'), join(scratch, 'brew'));
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
const [world] = await Promise.all([loadWorld(), build()]);
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

  console.log(
    '\nOne bottle is not enough: vim needs others. A bundle has them all, with an installer for the Mac:',
  );
  await brewpull('bundle', 'vim', ...bigSur, '-o', 'vim-for-big-sur.tar');
  copyFileSync(join(here, 'vim-for-big-sur.tar'), join(world.macFolder, 'vim-for-big-sur.tar'));
  console.log(
    '\nThe tar travels to the Mac on a stick. This Mac is pretended: macOS 11.7.10 on Intel, without a network,',
  );
  console.log(
    'and its brew is the stand-in of the tests, which lays bottles down as the true one does.',
  );
  await onMac('tar', '-xf', 'vim-for-big-sur.tar');
  await onMac('bash', 'brewpull-bundle/install.sh');
  const installed = await onMac('ls', 'brew/Cellar', 'brew/Cellar/vim');
  check(
    'vim 9.0.1900 and all that it needs are installed',
    /^vim$/m.test(installed) && installed.includes('9.0.1900') && installed.includes('python@3.11'),
  );

  console.log('\nBack on this machine, other ways to the same answer:');
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
