import { type FakeRegistry, startRegistry } from '../registry/fake-registry.ts';
import { publishBottles, type Publication } from '../registry/publish-bottles.ts';
import { buildTap, type Tap } from '../tap/build-tap.ts';
import type { TapCommit } from '../tap/fast-import.ts';
import { formulaText } from '../tap/formula-text.ts';
import { makeTravellingFiles } from '../tap/travelling-files.ts';

/** Bottles, many of which have no build record, and a file with their answers. */
export interface RecordlessWorld extends AsyncDisposable {
  readonly tap: Tap;
  readonly registry: FakeRegistry;
  /** The file of answers. */
  readonly answers: string;
}

interface Release {
  readonly name: string;
  readonly version: string;
  readonly date: string;
  /** By default Big Sur alone. */
  readonly tags?: readonly string[];
  readonly needs?: readonly string[];
  /** What its build record names; left out if it has none. */
  readonly record?: Publication['dependencies'];
}

/**
 * `app` needs `base`, and `base` needs `deep`; none has a record. `old` has a record that names `base` 1.1 without a revision,
 * `older` one that names `base` 1.0 like that, and `lacking` one that names a version that does not exist. `app` and `base` lose
 * Big Sur in the end.
 */
const RELEASES: readonly Release[] = [
  { name: 'deep', version: '1.0', date: '2021-04-20' },
  { name: 'base', version: '1.0', date: '2021-05-01', needs: ['deep'] },
  { name: 'app', version: '1.0', date: '2021-06-01', needs: ['base'] },
  {
    name: 'older',
    version: '1.0',
    date: '2021-06-02',
    needs: ['base'],
    record: [{ name: 'base', pkgVersion: '1.0', isOld: true }],
  },
  { name: 'base', version: '1.1', date: '2021-08-01', needs: ['deep'] },
  {
    name: 'old',
    version: '1.0',
    date: '2021-08-02',
    needs: ['base'],
    record: [{ name: 'base', pkgVersion: '1.1', isOld: true }],
  },
  {
    name: 'lacking',
    version: '1.0',
    date: '2021-08-03',
    needs: ['base'],
    record: [{ name: 'base', pkgVersion: '1.0_7' }],
  },
  { name: 'base', version: '1.2', date: '2021-12-01', needs: ['deep'], tags: ['monterey'] },
  { name: 'app', version: '2.0', date: '2021-12-02', needs: ['base'], tags: ['monterey'] },
  // Long after Homebrew stopped building for Big Sur.
  { name: 'late', version: '1.0', date: '2026-09-01', tags: ['sonoma'] },
];

/** Starts the world. */
export async function startRecordlessWorld(): Promise<RecordlessWorld> {
  const registry = await startRegistry();
  const tap = await buildTap({ commits: RELEASES.map((release) => publish(release, registry)) });
  const files = await makeTravellingFiles(tap, ['big_sur']);
  return {
    tap,
    registry,
    answers: files.answers,
    [Symbol.asyncDispose]: async () => {
      await files[Symbol.asyncDispose]();
      await registry.close();
      await tap[Symbol.asyncDispose]();
    },
  };
}

function publish(release: Release, registry: FakeRegistry): TapCommit {
  const { name, version, date, tags = ['big_sur'], needs = [], record } = release;
  const facts = { name, version, dependencies: needs };
  const created = `${date}T11:00:00Z`;
  const contents = Object.fromEntries(
    tags.map((bottleTag) => [bottleTag, { withoutTab: record === undefined }]),
  );
  const { bottles } = publishBottles(registry, {
    formula: name,
    pkgVersion: version,
    created,
    tags: contents,
    formulaText: formulaText(facts),
    ...(record === undefined ? {} : { dependencies: record }),
  });
  const entries = Object.fromEntries([...bottles].map(([tag, { sha256 }]) => [tag, sha256]));
  const text = formulaText({ ...facts, bottle: { cellar: ':any', entries } });
  return {
    subject: `${name} ${version}`,
    date: `${date}T12:00:00Z`,
    write: { [`Formula/${name.slice(0, 1)}/${name}.rb`]: text },
  };
}
