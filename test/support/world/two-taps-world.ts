import { type FakeRegistry, startRegistry } from '../registry/fake-registry.ts';
import { publishBottles } from '../registry/publish-bottles.ts';
import { buildTap, type Tap } from '../tap/build-tap.ts';
import type { TapCommit } from '../tap/fast-import.ts';
import { formulaText } from '../tap/formula-text.ts';

/** homebrew/core and the tap me/tools, whose formulae need each other, and a registry that has the bottles of both. */
export interface TwoTapsWorld extends AsyncDisposable {
  readonly core: Tap;
  readonly tools: Tap;
  readonly registry: FakeRegistry;
  /** Both clones, as the command line names them. */
  readonly places: readonly string[];
}

/** One state of one formula: a commit of its own, named `NAME VERSION`. */
interface State {
  readonly name: string;
  readonly version: string;
  readonly date: string;
  readonly needs?: readonly string[];
  readonly tags?: readonly string[];
  /** What its build record names, as `hello 1.0`. */
  readonly builtAgainst?: readonly string[];
}

/**
 * `hello` loses Big Sur in March; `twin` and `broken` are in both taps, but `broken` cannot be read in this one; `greeter` has
 * the alias `hallo` and was called `salute`.
 */
const CORE: readonly (State | TapCommit)[] = [
  { name: 'hello', version: '1.0', date: '2024-01-01' },
  { name: 'twin', version: '1.0', date: '2024-01-02' },
  { name: 'greeter', version: '1.0', date: '2024-01-03', needs: ['hello'] },
  {
    subject: 'other names',
    date: '2024-01-04T12:00:00Z',
    link: { 'Aliases/hallo': '../Formula/greeter.rb' },
    write: {
      'formula_renames.json': '{"salute":"greeter"}',
      'Formula/broken.rb': 'class Broken < Formula\n  url "\n',
    },
  },
  { name: 'hello', version: '2.0', date: '2024-03-01', tags: ['monterey'] },
];

const TOOLS: readonly (State | TapCommit)[] = [
  { name: 'twin', version: '7.0', date: '2024-02-01' },
  { name: 'helper', version: '1.0', date: '2024-02-02' },
  {
    name: 'foo',
    version: '1.0',
    date: '2024-02-03',
    needs: ['hello', 'helper', 'me/tools/sub'],
    builtAgainst: ['hello 1.0', 'me/tools/helper 1.0', 'me/tools/sub 1.0'],
  },
  { name: 'sub', version: '1.0', date: '2024-02-03' },
  { name: 'bar', version: '1.0', date: '2024-02-04', needs: ['homebrew/core/hello'] },
  { name: 'renamed', version: '1.0', date: '2024-02-05', needs: ['hallo', 'salute'] },
  { name: 'shadow', version: '1.0', date: '2024-02-06', needs: ['twin'] },
  { name: 'own-twin', version: '1.0', date: '2024-02-07', needs: ['me/tools/twin'] },
  { name: 'lonely', version: '1.0', date: '2024-02-08', needs: ['nosuch', 'hello'] },
  { name: 'broken', version: '1.0', date: '2024-02-09' },
  { name: 'hopeless', version: '1.0', date: '2024-02-10', needs: ['broken', 'hello'] },
  { subject: 'a word', date: '2024-02-20T12:00:00Z', write: { 'README.md': 'tools' } },
  { subject: 'another word', date: '2024-03-20T12:00:00Z', write: { 'README.md': 'more tools' } },
  { name: 'foo', version: '2.0', date: '2024-04-01', needs: ['hello', 'helper'] },
];

/** Starts the world. */
export async function startTwoTapsWorld(): Promise<TwoTapsWorld> {
  const registry = await startRegistry({ access: 'open' });
  const core = await buildTap({ commits: CORE.map((each) => toCommit(each, registry)) });
  const tools = await buildTap({
    commits: TOOLS.map((each) => toCommit(each, registry, 'me/tools')),
  });
  return {
    core,
    tools,
    registry,
    places: ['--tap-dir', core.path, '--tap-dir', `me/tools=${tools.path}`],
    [Symbol.asyncDispose]: async () => {
      await registry.close();
      await core[Symbol.asyncDispose]();
      await tools[Symbol.asyncDispose]();
    },
  };
}

function toCommit(event: State | TapCommit, registry: FakeRegistry, tap?: string): TapCommit {
  if ('subject' in event) return event;
  const { name, version, date, needs = [], tags = ['big_sur'], builtAgainst = [] } = event;
  const { bottles } = publishBottles(registry, {
    formula: name,
    pkgVersion: version,
    created: `${date}T12:00:00Z`,
    tags,
    dependencies: builtAgainst.map((text) => {
      const [dependency = '', pkgVersion = ''] = text.split(' ');
      return { name: dependency, pkgVersion };
    }),
    ...(tap === undefined ? {} : { tap }),
  });
  const entries = Object.fromEntries(
    [...bottles].map(([bottleTag, { sha256 }]) => [bottleTag, sha256]),
  );
  const rootUrl = tap === undefined ? {} : { rootUrl: `https://ghcr.io/v2/${tap}` };
  const text = formulaText({
    name,
    version,
    dependencies: needs,
    bottle: { cellar: ':any', entries, ...rootUrl },
  });
  return {
    subject: `${name} ${version}`,
    date: `${date}T12:00:00Z`,
    write: { [`Formula/${name}.rb`]: text },
  };
}
