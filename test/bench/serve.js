// Small documents of a mirror at 64 connections: requests a second of `brewpull serve` and of nginx on the same folder.
// Needs a build, and Debian's nginx and apache2-utils (ab).
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const ROUNDS = 5;
const REQUESTS = 20_000;
const CONNECTIONS = 64;
const BIN = resolve(import.meta.dirname, '../../bin/brewpull.js');
const PROGRAMS = ['/usr/sbin/nginx', '/usr/bin/ab'];
const run = promisify(execFile);
const REPOSITORY = 'homebrew/core/vim';
const PATH = `/v2/${REPOSITORY}/manifests/9.0`;

const digest = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Writes a mirror of one bottle, whose index is as long as those of Homebrew. */
async function writeMirror(folder) {
  const bottle = 'a bottle';
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType, layers: [] });
  const annotations = { 'sh.brew.tab': 'x'.repeat(2000) };
  const entry = { mediaType, digest: digest(manifest), size: manifest.length, annotations };
  const index = JSON.stringify({ schemaVersion: 2, manifests: [entry] });
  const described = {
    formula: 'vim',
    tap: 'homebrew/core',
    pkgVersion: '9.0',
    rebuild: 0,
    bottleTag: 'big_sur',
    sha256: digest(bottle).slice(7),
    sizeBytes: bottle.length,
    cellar: null,
    repository: REPOSITORY,
    reference: '9.0',
    indexDigest: digest(index),
    manifestDigest: digest(manifest),
    hasManifest: true,
    configDigest: null,
    commit: null,
    hasFormula: false,
    targets: [],
    dependencies: [],
    mentioned: [],
  };
  const contents = {
    schemaVersion: 1,
    generator: { name: 'brewpull', version: '0.0.0' },
    index: 'published',
    targets: [],
    bottles: [described],
    answers: [],
  };
  const files = {
    [PATH.slice(1)]: index,
    [`v2/${REPOSITORY}/blobs/${digest(bottle)}`]: bottle,
    'mirror.json': JSON.stringify(contents),
  };
  const sums = Object.entries(files).map(([name, text]) => `${digest(text).slice(7)}  ${name}\n`);
  for (const [name, text] of [...Object.entries(files), ['SHA256SUMS', sums.join('')]]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a program and waits until it answers. */
async function start(program, argv, port) {
  const child = spawn(program, argv, { stdio: 'ignore' });
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}${PATH}`).catch(() => undefined);
    if (answer?.ok) return child;
    await wait(50);
  }
  child.kill();
  throw new Error(`${program} does not answer`);
}

/** nginx with one process, like `brewpull serve`. */
async function startNginx(folder, root, port) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  const config = join(folder, 'nginx.conf');
  await writeFile(
    config,
    `${process.getuid() === 0 ? 'user root; ' : ''}daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/errors;
events { worker_connections 256; }
http { access_log off; sendfile on; keepalive_requests 1000000; ${temporary}
  server { listen 127.0.0.1:${port}; root ${root}; } }\n`,
  );
  return start(PROGRAMS[0], ['-c', config, '-e', join(folder, 'errors')], port);
}

async function requestsPerSecond(port) {
  const url = `http://127.0.0.1:${port}${PATH}`;
  const load = ['-q', '-k', '-c', String(CONNECTIONS), '-n', String(REQUESTS)];
  const { stdout } = await run(PROGRAMS[1], [...load, url]);
  if (/Non-2xx/.test(stdout)) throw new Error('a request was refused');
  return Number(/^Requests per second: +([\d.]+)/m.exec(stdout)[1]);
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
  const folder = await mkdtemp(join(tmpdir(), 'brewpull-bench-'));
  const root = join(folder, 'mirror');
  const children = [];
  try {
    await writeMirror(root);
    const ports = { serve: await freePort(), nginx: await freePort() };
    const serve = [BIN, 'serve', root, '--port', String(ports.serve)];
    children.push(await start(process.execPath, serve, ports.serve));
    children.push(await startNginx(folder, root, ports.nginx));
    const rates = { serve: [], nginx: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of Object.keys(ports)) {
        rates[name].push(await requestsPerSecond(ports[name]));
      }
    }
    const [serveRate, nginxRate] = [median(rates.serve), median(rates.nginx)];
    console.log(
      `An index of 2 kB, ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds, medians: brewpull serve ${Math.round(serveRate)} requests a second, nginx ${Math.round(nginxRate)}: ${(serveRate / nginxRate).toFixed(2)} of nginx`,
    );
  } finally {
    for (const child of children) {
      const ended = once(child, 'close');
      child.kill('SIGINT');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
