import { makeCaskList } from '../answers/cask-list.ts';
import { type FakeRegistry, startRegistry } from '../registry/fake-registry.ts';
import { publishBottles } from '../registry/publish-bottles.ts';
import { buildTap } from '../tap/build-tap.ts';
import { formulaText } from '../tap/formula-text.ts';
import { makeTravellingFiles } from '../tap/travelling-files.ts';

/** What brewpull finds on a machine where it was just installed: a registry, and the files in its package. */
export interface NewcomerWorld extends AsyncDisposable {
  readonly sources: {
    readonly registry: FakeRegistry;
    readonly packagedAnswers: string;
    readonly packagedCasks: string;
  };
}

/** The formulae of the world in the order in which they came, each with a bottle for Big Sur on Intel. */
const BUILT = [
  { formula: 'fetch', pkgVersion: '0.4.6', date: '2023-06-01' },
  { formula: 'git', pkgVersion: '2.42.0', date: '2023-08-20' },
  { formula: 'python@3.11', pkgVersion: '3.11.5', date: '2023-08-25' },
  { formula: 'vim', pkgVersion: '9.0.1850', date: '2023-09-10' },
  { formula: 'vim', pkgVersion: '9.0.1900', date: '2023-09-16' },
];

/** Starts a homebrew-core in which vim, git, fetch and python@3.11 have bottles for Big Sur, and firefox and iterm2 are casks. */
export async function startNewcomerWorld(): Promise<NewcomerWorld> {
  const registry = await startRegistry({ access: 'open' });
  const commits = BUILT.map(({ formula, pkgVersion, date }) => {
    const publication = { formula, pkgVersion, tags: ['big_sur'], created: `${date}T00:00:00Z` };
    const { bottles } = publishBottles(registry, publication);
    const text = formulaText({
      name: formula,
      version: pkgVersion,
      bottle: { entries: { big_sur: bottles.get('big_sur')?.sha256 ?? '' } },
    });
    return {
      subject: `${formula} ${pkgVersion}`,
      date: `${date}T12:00:00Z`,
      write: { [`Formula/${formula.charAt(0)}/${formula}.rb`]: text },
    };
  });
  const link = {
    'Aliases/python': '../Formula/p/python@3.11.rb',
    'Aliases/python3': '../Formula/p/python@3.11.rb',
  };
  const tap = await buildTap({
    commits: [
      ...commits,
      { subject: 'aliases', date: '2026-09-01T12:00:00Z', write: { 'README.md': 'core' }, link },
    ],
  });
  const files = await makeTravellingFiles(tap, ['big_sur', 'monterey']);
  const casks = await makeCaskList(['firefox', 'iterm2']);
  return {
    sources: { registry, packagedAnswers: files.answers, packagedCasks: casks.path },
    [Symbol.asyncDispose]: async () => {
      await casks[Symbol.asyncDispose]();
      await files[Symbol.asyncDispose]();
      await tap[Symbol.asyncDispose]();
      await registry.close();
    },
  };
}
