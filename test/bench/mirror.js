// A mirror of 200 bottles of 10 MB from a registry on loopback: wall time, CPU and memory of brewpull and of `skopeo sync`, and how
// time and memory grow with the number of formulae. Needs a build, and Debian's skopeo for the comparison.
// `node test/bench/mirror.js` compares; `node test/bench/mirror.js 1250 2500 10000` mirrors that many small bottles instead.
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROUNDS = 3;
const BOTTLES = 200;
const BOTTLE_BYTES = 10_000_000;
const SMALL_BYTES = 300;
const ROOT = resolve(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/brewpull.js');
const SKOPEO = '/usr/bin/skopeo';
const run = promisify(execFile);

const WORLD = `
import { startRegistry } from 'SUPPORT/registry/fake-registry.ts';
import { publishBottles } from 'SUPPORT/registry/publish-bottles.ts';
import { buildTap } from 'SUPPORT/tap/build-tap.ts';
import { formulaText } from 'SUPPORT/tap/formula-text.ts';

const [folder, count, fillerBytes] = process.argv.slice(2);
const registry = await startRegistry({ access: 'open', blobHost: 'same' });
const write = {};
for (let each = 0; each < Number(count); each += 1) {
  const name = \`tool\${each}\`;
  const version = \`1.\${each}\`;
  const made = publishBottles(registry, {
    formula: name, pkgVersion: version, tags: ['big_sur'], fillerBytes: Number(fillerBytes),
  });
  const entries = { big_sur: made.bottles.get('big_sur').sha256 };
  write[\`Formula/t/\${name}.rb\`] = formulaText({ name, version, bottle: { entries } });
}
await buildTap({ commits: [{ subject: 'bottles', write }], directory: folder });
process.on('message', () => {
  process.send(registry.requests.length);
  registry.requests.length = 0;
});
process.once('disconnect', () => process.exit());
process.send(registry.url.href);
`;

/** Starts a registry with this many bottles in a process of its own, which ends with this one. */
async function startWorld(folder, count, bytes) {
  const { rolldown } = await import('rolldown');
  const entry = join(folder, 'world.ts');
  await writeFile(entry, WORLD.replaceAll('SUPPORT', join(ROOT, 'test/support')));
  const bundle = await rolldown({ input: entry, platform: 'node', cwd: ROOT, logLevel: 'silent' });
  await bundle.write({ dir: folder, entryFileNames: 'world.mjs', format: 'esm' });
  await bundle.close();
  const tap = join(folder, `tap-${count}`);
  const child = fork(join(folder, 'world.mjs'), [tap, String(count), String(bytes)]);
  const [url] = await once(child, 'message');
  const requests = async () => {
    child.send('requests');
    const [number] = await once(child, 'message');
    return number;
  };
  return { url, tap, requests, stop: () => child.disconnect() };
}

/** User plus system seconds and wall time of a command line, and the most memory that it held. */
async function measure(command, folder) {
  const times = join(folder, 'times');
  await run('/usr/bin/time', ['-o', times, '-f', '%U %S %e %M', ...command], {
    env: { ...process.env, HOME: folder },
    maxBuffer: 1e9,
  });
  const { stdout } = await run('tail', ['-n', '1', times]);
  const [user, system, wall, kilobytes] = stdout.trim().split(' ').map(Number);
  return { cpu: user + system, wall, peakMB: kilobytes / 1000 };
}

function mirrorCommand({ url, tap }, folder, name) {
  const place = ['--tap-dir', tap, '--registry', url, '--cache-dir', join(folder, 'cache')];
  const what = ['--all', '--target', 'big_sur', '-q', '-o', join(folder, name)];
  return [process.execPath, BIN, 'mirror', ...what, ...place];
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function compare(folder) {
  if (!existsSync(SKOPEO)) {
    console.log('Not measured: skopeo is not installed');
    return;
  }
  const world = await startWorld(folder, BOTTLES, BOTTLE_BYTES);
  try {
    const { host } = new URL(world.url);
    const images = Array.from({ length: BOTTLES }, (_, each) => [
      `homebrew/core/tool${each}`,
      [`1.${each}`],
    ]);
    const list = join(folder, 'list.yml'); // JSON is YAML.
    await writeFile(
      list,
      JSON.stringify({ [host]: { 'tls-verify': false, images: Object.fromEntries(images) } }),
    );
    const commands = {
      brewpull: mirrorCommand(world, folder, 'mirror'),
      'skopeo sync': [
        SKOPEO,
        ...'--insecure-policy sync --all --src yaml --dest dir'.split(' '),
        list,
        join(folder, 'synced'),
      ],
    };
    const results = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, command] of Object.entries(commands)) {
        for (const each of ['mirror', 'synced', 'cache']) {
          await rm(join(folder, each), { recursive: true, force: true });
        }
        results[name].push(await measure(command, folder));
      }
    }
    report(results);
  } finally {
    world.stop();
  }
}

function report(results) {
  const middle = (name, what) => median(results[name].map((each) => each[what]));
  console.log(
    `${BOTTLES} bottles of ${BOTTLE_BYTES / 1e6} MB on loopback, ${ROUNDS} interleaved rounds, medians:`,
  );
  for (const name of Object.keys(results)) {
    const [wall, cpu, peak] = ['wall', 'cpu', 'peakMB'].map((what) => middle(name, what));
    const ratios = ['wall', 'cpu'].map((what) =>
      (middle(name, what) / middle('skopeo sync', what)).toFixed(2),
    );
    console.log(
      `  ${name.padEnd(12)} wall ${wall.toFixed(1)} s (${ratios[0]})  CPU ${cpu.toFixed(1)} s (${ratios[1]})  peak ${peak.toFixed(0)} MB`,
    );
  }
}

/** Makes mirrors of more and more formulae, each of them twice: the second time only news is asked for. */
async function grow(folder, counts) {
  for (const count of counts) {
    const world = await startWorld(folder, count, SMALL_BYTES);
    try {
      for (const which of ['first', 'second']) {
        const command = mirrorCommand(world, folder, `mirror-${count}`);
        const { wall, cpu, peakMB } = await measure(command, folder);
        const requests = await world.requests();
        console.log(
          `  ${count} formulae, ${which} run: wall ${wall.toFixed(1)} s  CPU ${cpu.toFixed(1)} s  peak ${peakMB.toFixed(0)} MB  ${requests} requests`,
        );
      }
    } finally {
      world.stop();
    }
  }
}

const folder = await mkdtemp(join(tmpdir(), 'brewpull-bench-'));
try {
  const counts = process.argv.slice(2).map(Number);
  await (counts.length === 0 ? compare(folder) : grow(folder, counts));
} finally {
  await rm(folder, { recursive: true, force: true });
}
