import type { BrewpullLibrary } from '../../../src/library/brewpull-library.ts';
import type { OutputName } from '../../../src/output/outputs.ts';

/** Where the question of a pair is asked. */
export interface PairPlace {
  /** A path in the home of the run. */
  readonly at: (path: string) => string;
  /** A registry with an image, and room for bottles: `HOST` and its address. */
  readonly host: string;
  readonly url: string;
}

/** One question, as a program and as a command line put it. */
export interface Pair {
  readonly answer: OutputName;
  call(brewpull: BrewpullLibrary, place: PairPlace): Promise<object>;
  argv(place: PairPlace): readonly string[];
}

const BIG_SUR = ['--target', 'big_sur'];
const targets = ['big_sur'];
const BOTTLE = 'one/vim--9.0.1900.big_sur.bottle.tar.gz';

/** Questions in an order in which each finds what earlier ones wrote. */
export const PAIRS: readonly Pair[] = [
  {
    answer: 'resolve',
    call: (brewpull) => brewpull.resolve({ formulae: ['vim', 'vmi', 'vim=1.0'], targets }),
    argv: () => ['resolve', 'vim', 'vmi', 'vim=1.0', ...BIG_SUR],
  },
  {
    answer: 'resolve',
    call: (brewpull) =>
      brewpull.resolve({
        formulae: ['vim'],
        targets: [{ macos: 'Big Sur', arch: 'intel' }, 'ventura'],
        exactOnly: true,
      }),
    argv: () => ['resolve', 'vim', ...BIG_SUR, '--target', 'ventura', '--exact'],
  },
  {
    answer: 'pull',
    call: (brewpull, { at }) =>
      brewpull.pull({ formulae: ['vim'], targets, output: at('planned'), dryRun: true }),
    argv: ({ at }) => ['pull', 'vim', ...BIG_SUR, '--dry-run', '-o', at('planned')],
  },
  ...['one', 'two'].map((name): Pair => ({
    answer: 'pull',
    call: (brewpull, { at }) =>
      brewpull.pull({
        formulae: ['vim'],
        targets,
        output: at(name),
        receipt: at(`${name}.json`),
        networkLabel: name,
      }),
    argv: ({ at }) => [
      'pull',
      'vim',
      ...BIG_SUR,
      '-o',
      at(name),
      '--receipt',
      at(`${name}.json`),
      '--network-label',
      name,
    ],
  })),
  {
    answer: 'plan',
    call: (brewpull) => brewpull.plan({ formulae: ['vim'], targets, closure: 'newest' }),
    argv: () => ['plan', 'vim', ...BIG_SUR, '--closure', 'newest'],
  },
  {
    answer: 'lock',
    call: (brewpull, { at }) =>
      brewpull.lock({ formulae: ['vim'], targets, lock: at('lock.json') }),
    argv: ({ at }) => ['lock', 'vim', ...BIG_SUR, '--lock', at('lock.json')],
  },
  {
    answer: 'bundle',
    call: (brewpull, { at }) =>
      brewpull.bundle({ formulae: ['vim'], targets, output: at('vim.tar'), lock: at('lock.json') }),
    argv: ({ at }) => ['bundle', 'vim', ...BIG_SUR, '-o', at('vim.tar'), '--lock', at('lock.json')],
  },
  {
    answer: 'bundle-inspect',
    call: (brewpull, { at }) => brewpull.inspectBundle(at('vim.tar')),
    argv: ({ at }) => ['bundle', '--inspect', at('vim.tar')],
  },
  {
    answer: 'mirror',
    call: (brewpull, { at }) => brewpull.mirror({ formulae: ['vim'], targets, output: at('tree') }),
    argv: ({ at }) => ['mirror', 'vim', ...BIG_SUR, '-o', at('tree')],
  },
  {
    answer: 'history',
    call: (brewpull) => brewpull.history({ formula: 'vim', targets }),
    argv: () => ['history', 'vim', ...BIG_SUR],
  },
  {
    answer: 'history-explain',
    call: (brewpull) => brewpull.explain({ formula: 'vim', target: 'big_sur' }),
    argv: () => ['history', 'vim', '--explain', ...BIG_SUR],
  },
  {
    answer: 'coverage',
    call: (brewpull) => brewpull.coverage({ target: 'big_sur', filter: 'vi' }),
    argv: () => ['coverage', 'vi', ...BIG_SUR],
  },
  {
    answer: 'verify',
    call: (brewpull, { at }) =>
      brewpull.verify({ paths: [at('vim.tar'), at(BOTTLE), at('tree')], explain: true }),
    argv: ({ at }) => ['verify', at('vim.tar'), at(BOTTLE), at('tree'), '--explain'],
  },
  {
    answer: 'compare',
    call: (brewpull, { at }) => brewpull.compare({ receipts: [at('one.json'), at('two.json')] }),
    argv: ({ at }) => ['compare', at('one.json'), at('two.json')],
  },
  {
    answer: 'diff',
    call: (brewpull, { at }) => brewpull.diff({ old: at('lock.json'), new: at('vim.tar') }),
    argv: ({ at }) => ['diff', at('lock.json'), at('vim.tar')],
  },
  {
    answer: 'vulns',
    call: (brewpull, { at }) =>
      brewpull.vulns({ files: [at('vim.tar')], advisories: at('advisories.json') }),
    argv: ({ at }) => ['vulns', at('vim.tar'), '--advisories', at('advisories.json')],
  },
  {
    answer: 'image',
    call: (brewpull, { at, host }) =>
      brewpull.image({
        reference: `${host}/org/tool:1.0`,
        platform: 'linux/amd64',
        output: at('image.tar'),
      }),
    argv: ({ at, host }) => [
      'image',
      `${host}/org/tool:1.0`,
      '--platform',
      'linux/amd64',
      '-o',
      at('image.tar'),
    ],
  },
  {
    answer: 'image-list',
    call: (brewpull, { host }) => brewpull.listImageTags(`${host}/org/tool`),
    argv: ({ host }) => ['image', 'list', `${host}/org/tool`],
  },
  {
    answer: 'image-inspect',
    call: (brewpull, { host }) => brewpull.inspectImage({ reference: `${host}/org/tool:1.0` }),
    argv: ({ host }) => ['image', 'inspect', `${host}/org/tool:1.0`],
  },
  {
    answer: 'push',
    call: (brewpull, { at, url }) =>
      brewpull.push({ source: at('vim.tar'), destination: url, dryRun: true }),
    argv: ({ at, url }) => ['push', at('vim.tar'), url, '--dry-run'],
  },
];

/** Questions that have no answer except an error. */
export const REFUSED: readonly Pair[] = [
  {
    answer: 'resolve',
    call: (brewpull) => brewpull.resolve({ targets }),
    argv: () => ['resolve', ...BIG_SUR],
  },
  {
    answer: 'resolve',
    call: (brewpull) => brewpull.resolve({ formulae: ['vim'], targets: ['tiger'] }),
    argv: () => ['resolve', 'vim', '--target', 'tiger'],
  },
  {
    answer: 'resolve',
    call: (brewpull) => brewpull.resolve({ formulae: ['vim'] }),
    argv: () => ['resolve', 'vim'],
  },
  {
    answer: 'plan',
    call: (brewpull) => brewpull.plan({ formulae: ['vmi'], targets }),
    argv: () => ['plan', 'vmi', ...BIG_SUR],
  },
  {
    answer: 'bundle',
    call: (brewpull, { at }) =>
      brewpull.bundle({ formulae: ['vim'], targets, lock: at('none.json'), frozen: true }),
    argv: ({ at }) => ['bundle', 'vim', ...BIG_SUR, '--lock', at('none.json'), '--frozen'],
  },
  {
    answer: 'pull',
    call: (brewpull) => brewpull.pull({ formulae: ['vim'], targets, deps: true, prebuilt: true }),
    argv: () => ['pull', 'vim', ...BIG_SUR, '--deps', '--prebuilt'],
  },
  {
    answer: 'history',
    call: (brewpull) => brewpull.history({ formula: 'nothing-like-it' }),
    argv: () => ['history', 'nothing-like-it'],
  },
  {
    answer: 'verify',
    call: (brewpull) => brewpull.verify({ paths: [] }),
    argv: () => ['verify'],
  },
  {
    answer: 'verify',
    call: (brewpull, { at }) => brewpull.verify({ paths: [at('nothing')] }),
    argv: ({ at }) => ['verify', at('nothing')],
  },
  {
    answer: 'compare',
    call: (brewpull, { at }) => brewpull.compare({ receipts: [at('nothing.json')] }),
    argv: ({ at }) => ['compare', at('nothing.json')],
  },
  {
    answer: 'image',
    call: (brewpull, { host, at }) =>
      brewpull.image({ reference: `${host}/org/nothing:1.0`, output: at('n.tar') }),
    argv: ({ host, at }) => ['image', `${host}/org/nothing:1.0`, '-o', at('n.tar')],
  },
  {
    answer: 'push',
    call: (brewpull, { at }) => brewpull.push({ source: at('nothing'), destination: 'ftp://x' }),
    argv: ({ at }) => ['push', at('nothing'), 'ftp://x'],
  },
];
