// An image of 10 layers, 500 MB, from a registry on loopback: CPU, wall time and memory of brewpull and of `skopeo copy`.
// Needs a build, and Debian's docker-registry and skopeo.
import { execFile, spawn } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';

const ROUNDS = 5;
const LAYERS = 10;
/** The size of each layer as the registry has it. */
const LAYER_BYTES = 50_000_000;
const BIN = resolve(import.meta.dirname, '../../bin/brewpull.js');
const PROGRAMS = ['/usr/bin/docker-registry', '/usr/bin/skopeo'];
const run = promisify(execFile);

/** Half noise, half text: gzip makes it about half as large, as it does the files of a real image. */
function makeBlock() {
  const block = Buffer.alloc(1_000_000, 'int main(void) { return 0; } /* as text compresses */\n');
  for (let at = 0; at < block.length; at += 20_000) randomFillSync(block, at, 10_000);
  return block;
}

/** The header of a tar with one file. */
function tarHeader(name, size) {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0'.repeat(2), 108);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write(' '.repeat(8), 148);
  header.write('0ustar\u000000', 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

async function writeLayer(folder, number) {
  const block = makeBlock();
  const ratio = await packedRatio(block);
  const count = Math.round(LAYER_BYTES / (block.length * ratio));
  const [packed, diffId] = [createHash('sha256'), createHash('sha256')];
  let size = 0;
  const path = join(folder, `layer-${number}`);
  await pipeline(
    async function* tar() {
      const bytes = block.length * count;
      const parts = [tarHeader(`layer-${number}`, bytes), ...Array(count).fill(block)];
      parts.push(Buffer.alloc(1024 + ((512 - (bytes % 512)) % 512)));
      for (const part of parts) {
        diffId.update(part);
        yield part;
      }
    },
    createGzip({ level: 6 }),
    async function* measured(chunks) {
      for await (const chunk of chunks) {
        packed.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(path),
  );
  const hex = packed.digest('hex');
  await rename(path, join(folder, 'blobs/sha256', hex));
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
  return {
    descriptor: { mediaType, digest: `sha256:${hex}`, size },
    diffId: `sha256:${diffId.digest('hex')}`,
  };
}

async function packedRatio(block) {
  let packed = 0;
  const gzip = createGzip({ level: 6 });
  gzip.end(block);
  for await (const chunk of gzip) packed += chunk.length;
  return packed / block.length;
}

async function writeBlob(folder, mediaType, value) {
  const bytes = Buffer.from(JSON.stringify(value));
  const hex = createHash('sha256').update(bytes).digest('hex');
  await writeFile(join(folder, 'blobs/sha256', hex), bytes);
  return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
}

/** Writes the image as an OCI layout, from which skopeo pushes it. */
async function writeLayout(folder) {
  await mkdir(join(folder, 'blobs/sha256'), { recursive: true });
  const layers = [];
  for (let number = 0; number < LAYERS; number += 1) layers.push(await writeLayer(folder, number));
  const diffIds = layers.map(({ diffId }) => diffId);
  const config = await writeBlob(folder, 'application/vnd.oci.image.config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: diffIds },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const descriptors = layers.map(({ descriptor }) => descriptor);
  const manifest = { schemaVersion: 2, mediaType, config, layers: descriptors };
  const entry = await writeBlob(folder, mediaType, manifest);
  const annotations = { 'org.opencontainers.image.ref.name': '1' };
  const index = { schemaVersion: 2, manifests: [{ ...entry, annotations }] };
  await writeFile(join(folder, 'index.json'), JSON.stringify(index));
  await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}

async function startRegistry(folder) {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${server.address().port}`;
  await new Promise((done) => server.close(done));
  const config = join(folder, 'config.yml');
  const storage = `{filesystem: {rootdirectory: ${folder}/registry}}`;
  await writeFile(
    config,
    `version: 0.1\nlog: {level: error}\nstorage: ${storage}\nhttp: {addr: ${host}}\n`,
  );
  const child = spawn(PROGRAMS[0], ['serve', config], { stdio: 'ignore' });
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(`http://${host}/v2/`).catch(() => undefined)) break;
    await wait(50);
  }
  return { host, child };
}

/** Returns user plus system seconds and wall time of a command line. */
async function measure(command, folder) {
  const { stderr } = await run(
    'bash',
    ['-c', `TIMEFORMAT='%U %S %R'; time { ${command} >/dev/null; }`],
    { env: { ...process.env, TMPDIR: folder } },
  );
  const [user, system, wall] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { cpu: user + system, wall };
}

/** Runs brewpull with a hook that writes its peak memory, in MiB, to a file. */
async function peakMemory(argv, folder) {
  const hook = join(folder, 'peak.mjs');
  const file = join(folder, 'peak');
  await writeFile(
    hook,
    `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`,
  );
  await run(process.execPath, ['--import', hook, BIN, ...argv]);
  return Math.round(Number(await readFile(file, 'utf8')) / 1024);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function main() {
  const missing = PROGRAMS.filter((program) => !existsSync(program));
  if (missing.length > 0) {
    console.log(`Not measured: ${missing.join(' and ')} not installed`);
    return;
  }
  // In memory if the system has such a place, so that the disk is not what is measured.
  const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = await mkdtemp(join(place, 'brewpull-bench-'));
  const { host, child } = await startRegistry(folder);
  try {
    const layout = join(folder, 'layout');
    await writeLayout(layout);
    const insecure = ['--insecure-policy', 'copy', '--quiet'];
    const pushed = `docker://${host}/bench/image:1`;
    await run('skopeo', [...insecure, '--dest-tls-verify=false', `oci:${layout}:1`, pushed]);
    await rm(layout, { recursive: true });

    const out = join(folder, 'out.tar');
    const cache = join(folder, 'cache');
    const copy = `skopeo ${insecure.join(' ')} --src-tls-verify=false ${pushed}`;
    const argv = ['image', `${host}/bench/image:1`, '-o', out, '--cache-dir', cache, '-q'];
    const platform = ['--platform', 'linux/amd64'];
    const commands = {
      brewpull: `${process.execPath} ${BIN} ${[...argv, ...platform].join(' ')}`,
      'skopeo docker-archive': `${copy} docker-archive:${out}:bench/image:1`,
      'skopeo oci-archive': `${copy} oci-archive:${out}:1`,
    };
    const results = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
    const clear = () =>
      Promise.all([out, cache].map((path) => rm(path, { recursive: true, force: true })));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, command] of Object.entries(commands)) {
        results[name].push(await measure(command, folder));
        await clear();
      }
    }
    console.log(
      `An image of ${LAYERS} layers, ${(LAYERS * LAYER_BYTES) / 1e6} MB, ${ROUNDS} interleaved rounds, medians (CPU is user + system):`,
    );
    const [own] = Object.values(results).map((each) => summary(each));
    for (const [name, each] of Object.entries(results)) {
      const { cpu, wall } = summary(each);
      console.log(
        `  ${name.padEnd(22)} CPU ${cpu.toFixed(2)} s  wall ${wall.toFixed(2)} s  brewpull has ${(own.cpu / cpu).toFixed(2)} of its CPU, ${(own.wall / wall).toFixed(2)} of its wall time`,
      );
    }
    for (const concurrency of ['1', '3', '8']) {
      const peak = await peakMemory([...argv, ...platform, '--concurrency', concurrency], folder);
      console.log(`Peak memory of brewpull with --concurrency ${concurrency}: ${peak} MiB`);
      await clear();
    }
  } finally {
    const ended = once(child, 'close');
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

function summary(each) {
  return {
    cpu: median(each.map((result) => result.cpu)),
    wall: median(each.map((result) => result.wall)),
  };
}

await main();
