import { type FakeRegistry, startRegistry } from '../registry/fake-registry.ts';
import { publishBottles, type Published } from '../registry/publish-bottles.ts';
import { buildTap, type Tap } from '../tap/build-tap.ts';
import type { TapCommit } from '../tap/fast-import.ts';
import { formulaText } from '../tap/formula-text.ts';

/** A small homebrew-core whose formulae need each other, and a registry that has their bottles. */
export interface ClosureWorld extends AsyncDisposable {
  readonly tap: Tap;
  readonly registry: FakeRegistry;
  /** By name and pkg version, as `base 1.0`. */
  readonly published: ReadonlyMap<string, Published>;
}

/** One state of one formula: a commit of its own, named `NAME VERSION`. */
interface WorldState {
  readonly name: string;
  readonly version: string;
  readonly date: string;
  readonly needs?: readonly string[];
  readonly buildNeeds?: readonly string[];
  /** Bottle tags; by default those of both targets. Without any there is no bottle block. */
  readonly tags?: readonly string[];
  readonly conflicts?: readonly string[];
  readonly isKegOnly?: boolean;
  /** What its patches resolve. */
  readonly patches?: readonly string[];
  /** Lines of a post-install step. */
  readonly postInstall?: readonly string[];
  /** What its tab says it was built against, as `base 1.0`; by default nothing. */
  readonly builtAgainst?: readonly string[];
}

/** Something else that happens to the tap. */
type WorldEvent = WorldState | TapCommit;

const BOTH = ['arm64_ventura', 'big_sur'];
const NEW = ['arm64_ventura'];

/**
 * `app` needs `mid` and `base`, `mid` needs `base`, and `mid` loses Big Sur before the last bottle of `app`. `ring` and `chain`
 * need each other. `wrapper` needs `oldlib`, later renamed to `newlib`; `relic` needs `gone`, later deleted; `hopeful` needs
 * `source-only`, which never had a bottle. `secretive` was built against `hidden`, which its formula does not name, and `picky`
 * against a newer `base` than there ever was.
 */
const STATES: readonly WorldEvent[] = [
  { name: 'cmake', version: '3.27', date: '2023-01-01' },
  { name: 'source-only', version: '1.0', date: '2023-01-02', tags: [] },
  { name: 'hopeful', version: '1.0', date: '2023-01-03', needs: ['source-only', 'base'] },
  { name: 'base', version: '1.0', date: '2023-02-01', isKegOnly: true },
  { name: 'mid', version: '1.0', date: '2023-02-02', needs: ['base'], builtAgainst: ['base 1.0'] },
  {
    name: 'app',
    version: '1.0',
    date: '2023-02-03',
    needs: ['base', 'mid'],
    buildNeeds: ['cmake'],
    builtAgainst: ['base 1.0', 'mid 1.0'],
  },
  { name: 'ring', version: '1.0', date: '2023-02-10', needs: ['chain'] },
  { name: 'chain', version: '1.0', date: '2023-02-11', needs: ['ring'] },
  { name: 'oldlib', version: '1.0', date: '2023-02-12' },
  {
    name: 'wrapper',
    version: '1.0',
    date: '2023-02-13',
    needs: ['oldlib'],
    builtAgainst: ['oldlib 1.0'],
  },
  { name: 'gone', version: '1.0', date: '2023-02-14' },
  { name: 'relic', version: '1.0', date: '2023-02-15', needs: ['gone'] },
  {
    name: 'secretive',
    version: '1.0',
    date: '2023-02-16',
    needs: ['base'],
    builtAgainst: ['base 1.0', 'hidden 2.0'],
  },
  {
    name: 'picky',
    version: '1.0',
    date: '2023-02-17',
    needs: ['base'],
    builtAgainst: ['base 1.2'],
  },
  { name: 'base', version: '1.1', date: '2023-03-01', isKegOnly: true },
  {
    name: 'app',
    version: '2.0',
    date: '2023-03-02',
    needs: ['base', 'mid'],
    buildNeeds: ['cmake'],
    builtAgainst: ['base 1.1', 'mid 1.0'],
  },
  { name: 'mid', version: '2.0', date: '2023-04-01', needs: ['base'], tags: NEW },
  {
    name: 'app',
    version: '3.0',
    date: '2023-04-02',
    needs: ['base', 'mid'],
    buildNeeds: ['cmake'],
    builtAgainst: ['base 1.0', 'mid 1.0'],
  },
  {
    subject: 'rename oldlib',
    date: '2023-04-03T12:00:00Z',
    rename: { 'Formula/o/oldlib.rb': 'Formula/n/newlib.rb' },
    write: { 'formula_renames.json': '{"oldlib":"newlib"}' },
  },
  { name: 'newlib', version: '2.0', date: '2023-04-04', tags: NEW },
  { name: 'wrapper', version: '2.0', date: '2023-04-05', needs: ['newlib'], tags: NEW },
  {
    subject: 'delete gone',
    date: '2023-04-06T12:00:00Z',
    remove: ['Formula/g/gone.rb'],
  },
  { name: 'relic', version: '2.0', date: '2023-04-07', tags: NEW },
];

/** Starts the world; `more` happens after all else, and `fillerBytes` is the size of each bottle's incompressible part. */
export async function startClosureWorld(
  options: { readonly more?: readonly WorldEvent[]; readonly fillerBytes?: number } = {},
): Promise<ClosureWorld> {
  const registry = await startRegistry();
  const published = new Map<string, Published>();
  const commits: TapCommit[] = [];
  for (const event of [...STATES, ...(options.more ?? [])]) {
    if ('subject' in event) commits.push(event);
    else commits.push(publishState(event, registry, published, options.fillerBytes));
  }
  const tap = await buildTap({ commits });
  return {
    tap,
    registry,
    published,
    [Symbol.asyncDispose]: async () => {
      await registry.close();
      await tap[Symbol.asyncDispose]();
    },
  };
}

function publishState(
  state: WorldState,
  registry: FakeRegistry,
  published: Map<string, Published>,
  fillerBytes = 500,
): TapCommit {
  const { name, version, date, needs, buildNeeds, tags = BOTH, builtAgainst = [] } = state;
  const facts = {
    name,
    version,
    ...(needs === undefined ? {} : { dependencies: needs }),
    ...(buildNeeds === undefined ? {} : { buildDependencies: buildNeeds }),
    ...(state.conflicts === undefined ? {} : { conflicts: state.conflicts }),
    isKegOnly: state.isKegOnly ?? false,
    ...(state.patches === undefined ? {} : { patches: state.patches }),
    ...(state.postInstall === undefined ? {} : { postInstall: state.postInstall }),
  };
  const publication = {
    formula: name,
    pkgVersion: version,
    created: `${date}T12:00:00Z`,
    tags,
    fillerBytes,
    formulaText: formulaText(facts),
    dependencies: builtAgainst.map((text) => {
      const [dependency = '', pkgVersion = ''] = text.split(' ');
      return { name: dependency, pkgVersion };
    }),
  };
  const made = tags.length === 0 ? undefined : publishBottles(registry, publication);
  if (made !== undefined) published.set(`${name} ${version}`, made);
  const entries = [...(made?.bottles ?? [])].map(
    ([bottleTag, { sha256 }]) => [bottleTag, sha256] as const,
  );
  const text = formulaText({
    ...facts,
    ...(made === undefined
      ? {}
      : { bottle: { cellar: ':any', entries: Object.fromEntries(entries) } }),
  });
  return {
    subject: `${name} ${version}`,
    date: `${date}T12:00:00Z`,
    write: { [`Formula/${name.slice(0, 1)}/${name}.rb`]: text },
  };
}
