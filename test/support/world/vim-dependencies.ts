import type { FakeRegistry } from '../registry/fake-registry.ts';
import { publishBottles } from '../registry/publish-bottles.ts';
import type { TapCommit } from '../tap/fast-import.ts';
import { formulaText } from '../tap/formula-text.ts';

/** What vim needs, in the last versions that had a bottle for Big Sur, according to the answers in the package. */
const LAST = [
  { name: 'gettext', version: '0.22.2' },
  { name: 'libsodium', version: '1.0.18', revision: 1 },
  { name: 'lua', version: '5.4.6' },
  { name: 'ncurses', version: '6.4', rebuild: 1 },
  { name: 'perl', version: '5.36.1' },
  { name: 'python@3.11', version: '3.11.5' },
  { name: 'ruby', version: '3.2.2', revision: 1 },
] as const;

/** Bottles of vim's dependencies: stand-ins for those of Big Sur, of formulae that need nothing themselves. */
export interface VimDependencies {
  /** The commit that adds the formulae, to come before those of vim. */
  readonly commit: TapCommit;
  /** As the tab of vim lists them. */
  readonly dependencies: readonly { readonly name: string; readonly pkgVersion: string }[];
}

/** Publishes a bottle of every dependency of vim. */
export function publishVimDependencies(registry: FakeRegistry): VimDependencies {
  const write: Record<string, string> = {};
  const dependencies = LAST.map((formula) => {
    const { name, version } = formula;
    const revision = 'revision' in formula ? formula.revision : 0;
    const rebuild = 'rebuild' in formula ? formula.rebuild : 0;
    const pkgVersion = revision > 0 ? `${version}_${revision}` : version;
    const { bottles } = publishBottles(registry, {
      formula: name,
      pkgVersion,
      rebuild,
      created: '2023-07-01T00:00:00Z',
      tags: ['big_sur'],
      fillerBytes: 200_000,
    });
    const entries = { big_sur: bottles.get('big_sur')?.sha256 ?? '' };
    write[`Formula/${name}.rb`] = formulaText({
      name,
      version,
      revision,
      bottle: { rebuild, entries },
    });
    return { name, pkgVersion, rebuild };
  });
  return {
    commit: { subject: 'add what vim needs', date: '2023-07-01T12:00:00Z', write },
    dependencies,
  };
}
