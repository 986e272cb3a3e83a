// Makes data/homebrew-cask.names and the page next to it from a clone of a daily mirror of homebrew-cask; CONTRIBUTING.md says
// how to run it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const TAP = 'homebrew/cask';
const TOKEN = /^[a-z0-9][a-z0-9@.+_-]*$/;

/** Reads `user/name=CLONE`. */
function parseFrom(text = '') {
  const [, name, clone] = /^([\w-]+\/[\w.-]+)=(.+)$/.exec(text) ?? [];
  if (clone === undefined) throw new Error('which clone? Give user/name=CLONE');
  return { name, clone };
}

/** Lists the casks of homebrew-cask: the mirror also has casks of other taps, and its own list says where each file is from. */
function listTokens(clone) {
  const git = (...words) =>
    execFileSync('git', ['-C', clone, ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const date = new Date(git('log', '-1', '--format=%cI', 'HEAD').trim()).toISOString();
  const tokens = git('show', 'HEAD:sync-sources.csv')
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter(([, source]) => source === 'Homebrew/homebrew-cask')
    .map(([path]) => /\/Casks\/(?:.+\/)?([^/]+)\.rb$/.exec(path)?.[1] ?? path);
  const odd = tokens.find((token) => !TOKEN.test(token));
  if (odd !== undefined || tokens.length === 0) throw new Error(`no list of casks: ${odd}`);
  return { date, tokens: [...new Set(tokens)].toSorted((a, b) => (a < b ? -1 : 1)) };
}

const { name, clone } = parseFrom(process.argv[2]);
const { date, tokens } = listTokens(clone);
const json = Buffer.from(JSON.stringify({ schemaVersion: 1, tap: TAP, date, tokens }));
const bytes = brotliCompressSync(json, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: json.length,
  },
});
const number = (count) => count.toLocaleString('en');
const digest = createHash('sha256').update(bytes).digest('hex');
const folder = join(import.meta.dirname, '../data');
writeFileSync(join(folder, 'homebrew-cask.names'), bytes);
writeFileSync(
  join(folder, 'casks.md'),
  `# Names of casks

\`homebrew-cask.names\` holds the names of the casks of ${TAP}, so that brewpull can say offline that a name without a formula is a
cask's. \`scripts/make-packaged-casks.js\` made it from a clone of a daily mirror. Names are facts; no text of any cask is in it.

- digest: \`sha256:${digest}\`
- size: ${number(bytes.length)} bytes, JSON compressed with brotli: \`schemaVersion\`, \`tap\`, \`date\`, \`tokens\`
- casks: ${number(tokens.length)}, those that the mirror's list names as Homebrew/homebrew-cask's
- source: ${name}, as of ${date}
- not covered: casks that were gone by then, older names of casks, and casks that came later
`,
);
