// Answers without a clone: one formula, and all of them, from the file in the package. The peer is jq on a file of the shape and size
// of Homebrew's own formula.json (some 8,000 formulae, 30 MB), which is how scripts ask today. Needs a build and jq.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROUNDS = 9;
const ROOT = resolve(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/brewpull.js');
const ANSWERS = join(ROOT, 'data/homebrew-core.answers');
const FORMULAE = 8000;
const TAGS = [
  'arm64_tahoe',
  'arm64_sequoia',
  'arm64_sonoma',
  'sonoma',
  'arm64_linux',
  'x86_64_linux',
];
const SHA256 = '6cbad503034158806227128743d2acc08773c90890cea12efee25c4a53399d02';

/** One formula as the API writes it; what does not matter here is as long as in the API. */
function describeFormula(name) {
  const url = `https://ghcr.io/v2/homebrew/core/${name}/blobs/sha256:${SHA256}`;
  const file = { cellar: ':any_skip_relocation', url, sha256: SHA256 };
  return {
    name,
    full_name: name,
    tap: 'homebrew/core',
    oldnames: [],
    aliases: [],
    versioned_formulae: [],
    desc: `Stand-in for the formula ${name}`,
    license: 'Apache-2.0',
    homepage: `https://example.org/${name}`,
    versions: { stable: '9.0.1900', head: 'HEAD', bottle: true },
    urls: {
      stable: { url: `https://example.org/${name}/v9.0.1900.tar.gz`, checksum: SHA256 },
      head: { url: `https://example.org/${name}.git`, branch: 'master' },
    },
    revision: 0,
    bottle: {
      stable: {
        rebuild: 0,
        root_url: 'https://ghcr.io/v2/homebrew/core',
        files: Object.fromEntries([...TAGS, 'big_sur'].map((tag) => [tag, file])),
      },
    },
    dependencies: ['gettext', 'libsodium', 'lua', 'ncurses', 'perl', 'python@3.11', 'ruby'],
    caveats: null,
    ruby_source_path: `Formula/${name.charAt(0)}/${name}.rb`,
    ruby_source_checksum: { sha256: SHA256 },
    variations: Object.fromEntries(TAGS.map((tag) => [tag, { dependencies: [name, 'gettext'] }])),
    // Head dependencies, services, requirements and the like.
    other: 'x'.repeat(1150),
  };
}

/** Runs a program and returns what it printed, with the elapsed and the CPU seconds. */
async function measure(command, options) {
  const script = `TIMEFORMAT='%R %U %S'; time "$@"`;
  const { stdout, stderr } = await run('bash', ['-c', script, 'bash', ...command], options);
  const [elapsed, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { stdout, elapsed, cpu: user + system };
}

function median(values) {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)];
}

if (spawnSync('jq', ['--version']).status !== 0) throw new Error('this benchmark needs jq');
const scratch = mkdtempSync(join(tmpdir(), 'brewpull-bench-answers-'));
try {
  const json = join(scratch, 'formula.json');
  const names = Array.from({ length: FORMULAE }, (_, index) => `formula-${index}`);
  names[Math.floor(FORMULAE * 0.95)] = 'vim';
  writeFileSync(json, JSON.stringify(names.map(describeFormula)));
  const query = '.[] | select(.name == "vim") | .bottle.stable.files.big_sur.sha256';
  const atlas = ['--history', 'atlas', '--target', 'big_sur'];
  const commands = {
    'node -e 0': [process.execPath, '-e', '0'],
    'jq, one formula of formula.json': ['jq', '-r', query, json],
    'brewpull resolve vim': [process.execPath, BIN, 'resolve', 'vim', ...atlas],
    'brewpull coverage': [process.execPath, BIN, 'coverage', ...atlas],
  };
  const answering = ['jq, one formula of formula.json', 'brewpull resolve vim'];
  const env = { PATH: process.env.PATH, HOME: scratch, BREWPULL_CACHE_DIR: join(scratch, 'cache') };
  const options = { cwd: scratch, env, maxBuffer: 64 * 1024 * 1024 };
  const measured = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      const { stdout, ...times } = await measure(command, options);
      measured[name].push(times);
      if (answering.includes(name) && !stdout.includes(SHA256)) {
        throw new Error(`${name} gave another answer:\n${String(stdout)}`);
      }
    }
  }
  const size = (file) => `${(statSync(file).size / 1e6).toFixed(1)} MB`;
  console.log(`formula.json has ${size(json)}, the packaged answers ${size(ANSWERS)};`);
  console.log(
    `${ROUNDS} interleaved rounds, medians of whole processes, elapsed and CPU, and their ratio to jq's:`,
  );
  const of = (name, what) => median(measured[name].map((times) => times[what]));
  const [peer] = answering;
  for (const name of Object.keys(commands)) {
    const parts = ['elapsed', 'cpu'].map((what) => {
      const ratio = (of(name, what) / of(peer, what)).toFixed(2);
      return `${of(name, what).toFixed(3)} s (${ratio})`;
    });
    console.log(`  ${name.padEnd(34)} ${parts.join('  ')}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
