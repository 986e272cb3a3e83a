// Downloads on loopback: CPU against `curl | sha256sum`, and peak memory of a large pull.
// Run with `node test/bench/download.js`; it bundles the source itself.
import { execFile, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SELF = fileURLToPath(import.meta.url);
const ROUNDS = 7;
const SMALL_BYTES = 200_000_000;
const LARGE_BYTES = 2_000_000_000;
const BLOCK = Buffer.alloc(1_000_000);
for (let at = 0, value = 1; at < BLOCK.length; at += 4) {
  value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0; // Knuth's generator: noise, always the same.
  BLOCK.writeUInt32LE(value, at);
}

const CLIENT = `
import { systemClock } from 'SOURCE/http/clock.ts';
import { downloadFile } from 'SOURCE/http/download/download.ts';
import { Reach } from 'SOURCE/http/hosts/reach.ts';
import { sendFollowingRedirects } from 'SOURCE/http/redirect.ts';
import { sendWithRetries } from 'SOURCE/http/retry.ts';
import { createTransport } from 'SOURCE/http/transport/transport.ts';
import { PartialFile } from 'SOURCE/store/blobs/partial-file.ts';

const [url, digest, size, partPath] = process.argv.slice(2);
const tools = { clock: systemClock, onEvent: () => undefined, signal: undefined };
const transport = createTransport({
  reach: new Reach({ insecure: [], named: [{ hostname: '127.0.0.1', port: undefined }] }),
  proxy: { http: undefined, https: undefined, exceptions: [] },
  certificateAuthorities: [],
  userAgent: 'bench',
});
const part = await PartialFile.open(partPath, Number(size));
await downloadFile({
  ...tools, name: 'bench', digest, sizeBytes: Number(size), maxBytes: Number(size), part,
  open: (range) => sendWithRetries('bench', tools, () => sendFollowingRedirects(transport, {
    method: 'GET', url: new URL(url), signal: undefined,
    headers: range === undefined ? {} : { range: \`bytes=\${range.from}-\${range.to}\` },
  }, tools.onEvent)),
});
await part.close();
await transport.close();
console.log(process.resourceUsage().maxRSS);
`;

/** Serves `/<number of bytes>` from one block, over and over. */
async function serve() {
  const server = createServer((request, response) => {
    send(Number(request.url.slice(1)), response).catch((error) => response.destroy(error));
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.once('disconnect', () => process.exit());
}

async function send(size, response) {
  response.writeHead(200, { 'content-length': String(size) });
  for (let sent = 0; sent < size; sent += BLOCK.length) {
    if (!response.write(BLOCK)) await once(response, 'drain');
  }
  response.end();
}

async function bundleClient(folder) {
  const { rolldown } = await import('rolldown');
  const entry = join(folder, 'entry.ts');
  await writeFile(entry, CLIENT.replaceAll('SOURCE', resolve(SELF, '../../../src')));
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    logLevel: 'silent',
    plugins: [
      {
        name: 'without-http2', // As in rolldown.config.ts.
        resolveId: (source) => (source === 'http2-wrapper' ? '\0http2-wrapper' : undefined),
        load: (id) => (id === '\0http2-wrapper' ? 'export default {};' : undefined),
      },
    ],
  });
  await bundle.write({ dir: folder, entryFileNames: 'client.mjs', format: 'esm' });
  return join(folder, 'client.mjs');
}

function digestOf(size) {
  const hash = createHash('sha256');
  for (let done = 0; done < size; done += BLOCK.length) hash.update(BLOCK);
  return hash.digest('hex');
}

/** Runs a bash command line; returns user plus system seconds of all its processes, and what it printed. */
async function measure(command) {
  const { stdout, stderr } = await promisify(execFile)('bash', [
    '-c',
    `set -o pipefail; TIMEFORMAT='%U %S %R'; time { ${command}; }`,
  ]);
  const [user, system, wall] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { cpu: user + system, wall, output: stdout.trim() };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function run() {
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-bench-'));
  const server = fork(SELF, ['serve']);
  try {
    const [port] = await once(server, 'message');
    const client = await bundleClient(folder);
    // In memory if the system has such a place, so that the disk is not what is measured.
    const place = existsSync('/dev/shm') ? '/dev/shm' : folder;
    const small = digestOf(SMALL_BYTES);
    const partIn = (to) => join(to, `bench-${process.pid}.part`);
    const pull = (size, hex, to) =>
      `node ${client} http://127.0.0.1:${port}/${size} sha256:${hex} ${size} ${partIn(to)}`;
    const commands = {
      'brewpull (to a file)': pull(SMALL_BYTES, small, place),
      'curl | sha256sum': `curl -s http://127.0.0.1:${port}/${SMALL_BYTES} | sha256sum`,
      'curl | openssl dgst': `curl -s http://127.0.0.1:${port}/${SMALL_BYTES} | openssl dgst -sha256`,
      'node -e 0': 'node -e 0',
    };
    const results = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, command] of Object.entries(commands)) {
        const result = await measure(command);
        if (name.startsWith('curl') && !result.output.includes(small)) throw new Error(name);
        results[name].push(result);
        await rm(partIn(place), { force: true });
      }
    }
    const bar = median(results['curl | sha256sum'].map(({ cpu }) => cpu));
    console.log(
      `200 MB on loopback, ${ROUNDS} interleaved rounds, medians (CPU is user + system):`,
    );
    for (const [name, each] of Object.entries(results)) {
      const cpu = median(each.map((result) => result.cpu));
      const wall = median(each.map((result) => result.wall));
      console.log(
        `  ${name.padEnd(22)} CPU ${cpu.toFixed(3)} s  wall ${wall.toFixed(3)} s  CPU ratio ${(cpu / bar).toFixed(2)}`,
      );
    }
    const { output } = await measure(pull(LARGE_BYTES, digestOf(LARGE_BYTES), folder));
    console.log(`Peak memory of a 2 GB pull: ${(Number(output) / 1024).toFixed(0)} MiB`);
  } finally {
    server.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
}

await (process.argv[2] === 'serve' ? serve() : run());
