// Measures, on a homebrew-core built from facts, what brewpull adds to bare git. Take the ratios, not the seconds.
// Building it takes minutes for every hundred thousand commits; --directory builds it there, or uses the one that exists there.
// node test/bench/history.js [--commits 300000] [--formulae 6000] [--flat 0.66] [--directory DIR] [--keep]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { rolldown } from 'rolldown';

import { buildBigTap } from './big-tap.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '../..');
const FACTS = join(ROOT, 'fixtures/homebrew-facts/formulae.tsv.gz');
/** A resolve is short, so it is done this often. */
const ROUNDS = 5;
const LOG = ['log', '-z', '--raw', '--no-abbrev', '--no-renames'];

const { values } = parseArgs({
  options: {
    commits: { type: 'string', default: '300000' },
    formulae: { type: 'string', default: '6000' },
    // Homebrew-core kept all formulae in one folder for the first two thirds of its commits.
    flat: { type: 'string', default: '0.66' },
    directory: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

/** Bundles the part of the sources that is measured. */
async function bundleSources(folder) {
  const source = (path) => JSON.stringify(join(ROOT, 'src', path));
  const entry = join(folder, 'entry.ts');
  await writeFile(
    entry,
    `export { openRepository } from ${source('git/repository.ts')};
export { updateAtlas } from ${source('history/atlas/update-atlas.ts')};
export { openAtlas } from ${source('history/atlas/atlas.ts')};
export { createQuickReader } from ${source('history/quick-reader/quick-reader.ts')};
export { createFormulaReader } from ${source('history/ruby/reader.ts')};
export { createGitHistory } from ${source('history/answers/git-history.ts')};
export { planCoverage } from ${source('history/answers/plan-coverage.ts')};
export { parseTargetTag } from ${source('core/target.ts')};
`,
  );
  const bundle = await rolldown({ input: entry, platform: 'node', cwd: ROOT });
  await bundle.write({
    dir: join(folder, 'bundle'),
    format: 'esm',
    entryFileNames: 'brewpull.mjs',
  });
  const require = createRequire(import.meta.url);
  await copyFile(
    require.resolve('@ruby/prism/src/prism.wasm'),
    join(folder, 'bundle', 'prism.wasm'),
  );
  return join(folder, 'bundle', 'brewpull.mjs');
}

/** Runs a command line; returns its wall clock time and the CPU time of all its processes in seconds, and what it printed. */
async function time(command, cwd) {
  const timed = `TIMEFORMAT='%R %U %S'; set -o pipefail; time { ${command}; } 2>&3`;
  const child = spawn('bash', ['-c', timed], { cwd, stdio: ['ignore', 'pipe', 'pipe', 'inherit'] });
  let [output, times] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk) => (times += chunk));
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`${command} failed`);
  const [wall, user, system] = times.trim().split(' ').map(Number);
  return { seconds: wall, cpu: user + system, output };
}

/** Runs one measurement in a process of its own, so that its memory and CPU time can be measured. */
async function measure(bundle, ...args) {
  const words = [process.execPath, join(HERE, 'measure.js'), bundle, ...args];
  const { cpu, output } = await time(words.map((word) => `'${word}'`).join(' '), HERE);
  return { cpu, ...JSON.parse(output) };
}

function git(repository, ...args) {
  return execFileSync('git', args, { cwd: repository, maxBuffer: 2 ** 31 })
    .toString()
    .trim();
}

function say(what, value) {
  console.log(`${what.padEnd(50)} ${value}`);
}

/** Ratios are of the wall clock and, in brackets, of CPU time, which a busy machine disturbs less. */
function print(what, { seconds, cpu }, floor) {
  const times = `${seconds.toFixed(2)} s (${cpu.toFixed(2)})`;
  const ratio =
    floor === undefined
      ? ''
      : `  ${(seconds / floor.seconds).toFixed(2)} x (${(cpu / floor.cpu).toFixed(2)} x)`;
  say(what, times + ratio);
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Resolves vim and lets bare git list the same commits of the same paths, in turn; returns medians. */
async function compareResolve(bundle, repository) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const resolved = await measure(bundle, 'resolve', repository, 'vim', 'big_sur');
    if (resolved.status !== 'found') throw new Error('vim has no bottle for big_sur');
    const floors = resolved.paths.map(
      ([path, from, count]) => `git ${LOG.join(' ')} --max-count=${count} ${from} -- ${path}`,
    );
    rounds.push({
      resolved,
      floor: await time(`{ ${floors.join(' && ')}; } > /dev/null`, repository),
    });
  }
  const middle = (take) => ({
    seconds: median(rounds.map((round) => take(round).seconds)),
    cpu: median(rounds.map((round) => take(round).cpu)),
  });
  return {
    resolved: middle(({ resolved }) => resolved),
    floor: middle(({ floor }) => floor),
    peakMB: Math.max(...rounds.map(({ resolved }) => resolved.peakMB)),
  };
}

async function run(folder) {
  const bundle = await bundleSources(folder);
  const repository = values.directory ?? join(folder, 'core.git');
  if (!existsSync(join(repository, 'HEAD'))) {
    await mkdir(repository, { recursive: true });
    git(repository, 'init', '--quiet', '--bare', '--initial-branch=main');
    const size = {
      commits: Number(values.commits),
      formulae: Number(values.formulae),
      flat: Number(values.flat),
    };
    await buildBigTap({ directory: repository, facts: FACTS, ...size });
  }
  // Like a plain clone: git writes no commit-graph on its own.
  await rm(join(repository, 'objects/info/commit-graphs'), { recursive: true, force: true });
  console.log(`${git(repository, 'rev-list', '--count', 'main')} commits, ${cpus().length} cores`);

  const plain = await compareResolve(bundle, repository);
  print('plain clone: git log --raw on the paths of vim', plain.floor);
  print('plain clone: resolve vim for big_sur', plain.resolved, plain.floor);
  // As `brewpull sync` does.
  const graph = ['commit-graph', 'write', '--reachable', '--changed-paths', '--split'];
  print('commit-graph with changed paths, once', await time(`git ${graph.join(' ')}`, repository));
  const managed = await compareResolve(bundle, repository);
  print('managed copy: git log --raw on the paths of vim', managed.floor);
  print('managed copy: resolve vim for big_sur', managed.resolved, managed.floor);
  say(
    'plain clone against managed copy',
    `${(plain.resolved.seconds / managed.resolved.seconds).toFixed(1)} x`,
  );
  say('peak memory of a resolve', `${Math.max(plain.peakMB, managed.peakMB)} MB`);

  const atlas = join(folder, 'core.atlas');
  const objects = `awk '/^:/ && $4 !~ /^0+$/ {print $4}'`;
  const logFloor = await time(`git ${LOG.join(' ')} main > /dev/null`, repository);
  const pipeFloor = await time(
    `git ${LOG.join(' ')} --format= main | tr '\\0' '\\n' | ${objects} | git cat-file --batch --buffer > /dev/null`,
    repository,
  );
  const built = await measure(bundle, 'atlas', repository, atlas, 'main');
  print('git log --raw', logFloor);
  print('git log --raw | git cat-file --batch', pipeFloor);
  print('atlas pass against git log alone', built, logFloor);
  print('atlas pass against log and cat-file', built, pipeFloor);
  say('peak memory of the atlas pass', `${built.peakMB} MB`);

  const dayAgo = git(repository, 'rev-parse', 'main~300');
  await rm(atlas);
  await measure(bundle, 'atlas', repository, atlas, dayAgo);
  const updated = await measure(bundle, 'atlas', repository, atlas, 'main');
  if (updated.how !== 'continued') throw new Error('the atlas was not continued');
  print('update by one day (300 commits)', updated);
  const asked = await measure(bundle, 'ask', atlas);
  say('size of the atlas', `${((await stat(atlas)).size / 1e6).toFixed(1)} MB`);
  say('one formula from the atlas, median of 500', `${asked.medianMs.toFixed(3)} ms`);
  say('one formula from the atlas, 99th of 100', `${asked.p99Ms.toFixed(3)} ms`);
  say('coverage of big_sur from the atlas', `${asked.coverageMs.toFixed(0)} ms`);
}

const folder = await mkdtemp(join(tmpdir(), 'brewpull-bench-'));
try {
  await run(folder);
} finally {
  if (values.keep) console.log(folder);
  else await rm(folder, { recursive: true });
}
