import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** Reads the facts: for each formula its real versions and bottle tags, oldest first. */
async function readFacts(path) {
  const formulae = new Map();
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) });
  for await (const line of lines) {
    const [date, name, , version, revision, rebuild, , tags] = line.split('\t');
    if (date === 'date' || version === '' || tags === undefined || tags === 'deleted') continue;
    const entries = tags
      .split(' ')
      .map((each) => each.split('='))
      .filter(([tag, sha256]) => tag !== '' && sha256?.length === 64);
    const states = formulae.get(name) ?? [];
    states.push({ version, revision: Number(revision), rebuild: Number(rebuild), entries });
    formulae.set(name, states);
  }
  return [...formulae].filter(([, states]) => states.some(({ entries }) => entries.length > 0));
}

const FIRST_SECONDS = Date.parse('2016-01-01T00:00:00Z') / 1000;
/** Body lines that make a file as long as formulae are: 2.5 kB on average. */
const BODY = Array.from(
  { length: 34 },
  (_, index) => `    system "./configure", "--with-option-${index}", *std_configure_args`,
).join('\n');

function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}

function formulaText(name, { version, revision, rebuild, entries }) {
  const className = name
    .replaceAll('@', 'AT')
    .replaceAll('+', 'x')
    .replace(/(?:^|[-_.])([a-z0-9])/g, (_, char) => char.toUpperCase());
  const sums = entries.map(([tag, sha256]) => `    sha256 cellar: :any, ${tag}: "${sha256}"`);
  return [
    `class ${className} < Formula`,
    `  desc "Stand-in for ${name}"`,
    `  homepage "https://example.org/${name}"`,
    `  url "https://example.org/${name}/releases/${name}-${version}.tar.gz"`,
    `  sha256 "${hash(`${name} ${version}`)}"`,
    '  license "MIT"',
    ...(revision > 0 ? [`  revision ${revision}`] : []),
    ...(sums.length === 0
      ? []
      : ['', '  bottle do', ...(rebuild > 0 ? [`    rebuild ${rebuild}`] : []), ...sums, '  end']),
    '',
    '  depends_on "pkgconf" => :build',
    '',
    '  def install',
    BODY,
    '    system "make", "install"',
    '  end',
    '',
    '  test do',
    `    assert_match version.to_s, shell_output("#{bin}/${name} --version")`,
    '  end',
    'end',
    '',
  ].join('\n');
}

function shardedPath(name) {
  return `Formula/${name.startsWith('lib') ? 'lib' : name[0].toLowerCase()}/${name}.rb`;
}

/**
 * Writes a homebrew-core of any size with `git fast-import`: real versions and tags from the facts, repeated under new
 * names, a bump commit and then its bottle commit, flat until `flat` of the commits are done and then sharded, with a
 * rename and a deletion every thousand commits.
 */
export async function buildBigTap({ directory, facts, commits, formulae, flat }) {
  const known = await readFacts(facts);
  const git = spawn('git', ['fast-import', '--quiet', '--force', '--max-pack-size=8g'], {
    cwd: directory,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const done = once(git, 'close');
  const write = async (text) => {
    if (!git.stdin.write(text)) await once(git.stdin, 'drain');
  };
  const pool = Array.from({ length: formulae }, (_, index) => {
    const [base, states] = known[index % known.length];
    const copy = Math.floor(index / known.length);
    const name = copy === 0 ? base : `${base}-${copy}`;
    return { name, base, states, turn: 0, shown: undefined };
  });
  const renames = {};
  let count = 0;
  let isSharded = false;
  const pathOf = (name) => (isSharded ? shardedPath(name) : `Formula/${name}.rb`);
  const commit = (subject, changes) => {
    // About 300 commits a day, as homebrew-core has.
    const seconds = FIRST_SECONDS + count * 290;
    count += 1;
    const who = `BrewTestBot <brewtestbot@example.org> ${seconds} +0000`;
    const head = `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n`;
    return `${head}data ${Buffer.byteLength(subject)}\n${subject}\n${changes}\n`;
  };
  const file = (path, text) =>
    `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  const next = (formula) => {
    const turn = formula.turn;
    formula.turn += 1;
    const state = formula.states[turn % formula.states.length];
    const round = Math.floor(turn / formula.states.length);
    const isTrue = round === 0 && formula.name === formula.base;
    const version = round === 0 ? state.version : `${round}.${state.version}`;
    const entries = state.entries.map(([tag, sha256]) => [
      tag,
      isTrue ? sha256 : hash(`${formula.name} ${turn} ${tag}`),
    ]);
    return { ...state, version, entries };
  };
  await write(
    commit(
      'Begin',
      pool
        .map((each) => {
          each.shown = next(each);
          return file(pathOf(each.name), formulaText(each.name, each.shown));
        })
        .join(''),
    ),
  );
  let random = 1;
  const pick = () => {
    random = (random * 48271) % 2147483647;
    return pool[random % pool.length];
  };
  while (count < commits) {
    if (!isSharded && count >= commits * flat) {
      const moves = pool.map(({ name }) => `R Formula/${name}.rb ${shardedPath(name)}\n`);
      isSharded = true;
      await write(commit('Shard', moves.join('')));
    }
    const formula = pick();
    const { name } = formula;
    const state = next(formula);
    if (count % 1000 < 2) {
      const to = `${formula.base}-r${count}`;
      renames[name] = to;
      const table = file('formula_renames.json', JSON.stringify(renames, undefined, 2));
      formula.name = to;
      const text = formulaText(to, formula.shown);
      await write(
        commit(`${name}: rename`, `D ${pathOf(name)}\n${file(pathOf(to), text)}${table}`),
      );
      continue;
    }
    if (count % 1000 < 4) {
      const bare = `D ${pathOf(name)}\n`;
      await write(commit(`${name}: delete`, bare));
      await write(
        commit(
          `${name} ${state.version} (new formula)`,
          file(pathOf(name), formulaText(name, { ...state, entries: [] })),
        ),
      );
    } else {
      const bumped = { ...state, rebuild: formula.shown.rebuild, entries: formula.shown.entries };
      await write(
        commit(`${name} ${state.version}`, file(pathOf(name), formulaText(name, bumped))),
      );
    }
    formula.shown = state;
    await write(
      commit(
        `${name}: update ${state.version} bottle.`,
        file(pathOf(name), formulaText(name, state)),
      ),
    );
  }
  git.stdin.end('done\n');
  const [exitCode] = await done;
  if (exitCode !== 0) throw new Error('git fast-import failed');
  return { name: pool[0].name, commits: count };
}
