import type { FakeRegistry } from '../registry/fake-registry.ts';
import { publishBottles } from '../registry/publish-bottles.ts';
import { buildTap, type Tap } from '../tap/build-tap.ts';
import { closureFactsTap, type FactsOfState } from '../tap/closure-facts-tap.ts';
import { formulaText } from '../tap/formula-text.ts';

/** The Macs that the pages mention. */
const TAGS = ['big_sur', 'ventura', 'arm64_ventura', 'arm64_sonoma', 'all'];

/** What the pages ask for besides vim; each has a bottle for every Mac. */
const OTHERS = [
  { formula: 'pcre2', pkgVersion: '10.42', needs: [] },
  { formula: 'tree', pkgVersion: '2.1.1', needs: [] },
  { formula: 'git', pkgVersion: '2.42.0', needs: ['gettext 0.21.1', 'pcre2 10.42'] },
  { formula: 'wget', pkgVersion: '1.21.4', needs: ['gettext 0.21.1'] },
] as const;
const OTHERS_DATE = '2023-08-01T06:00:00Z';

/**
 * Builds a homebrew-core of what the pages name: vim and all that it needs, with the real versions, days and bottle tags from
 * March 2023 to January 2024, and a few others; publishes a stand-in for every bottle of these Macs.
 */
export async function buildNewcomerTap(registry: FakeRegistry): Promise<Tap> {
  const standIns = new StandIns(registry);
  const write = OTHERS.map(({ formula, pkgVersion, needs }) => {
    const facts = {
      formula,
      pkgVersion,
      rebuild: 0,
      date: OTHERS_DATE,
      needs: needs.map((text) => {
        const [name = '', version = ''] = text.split(' ');
        return { name, pkgVersion: version, isDirect: true };
      }),
    };
    const tags = TAGS.filter((tag) => tag !== 'all').map((tag) => [tag, `${formula} ${tag}`]);
    const entries = standIns.publish(facts, Object.fromEntries(tags));
    const dependencies = facts.needs.map(({ name }) => name);
    const text = formulaText({
      name: formula,
      version: pkgVersion,
      dependencies,
      bottle: { entries },
    });
    return [`Formula/${formula}.rb`, text] as const;
  });
  const others = { subject: 'others', date: OTHERS_DATE, write: Object.fromEntries(write) };
  const commits = await closureFactsTap((facts, entries) => standIns.publish(facts, entries));
  // Newer than the answers in the package, like a copy made today.
  const today = { subject: 'today', date: '2026-09-01T06:00:00Z', write: { 'README.md': 'Core.' } };
  const isEarly = ({ date = '' }: { readonly date?: string }): boolean => date < OTHERS_DATE;
  return buildTap({
    commits: [
      ...commits.filter(isEarly),
      others,
      ...commits.filter((commit) => !isEarly(commit)),
      today,
    ],
  });
}

/** Builds the tap user/tap of the pages: `tool`, which needs nothing, with its bottles in the tap's own registry. */
export async function buildUserTap(registry: FakeRegistry): Promise<Tap> {
  const { bottles } = publishBottles(registry, {
    formula: 'tool',
    pkgVersion: '1.0',
    tap: 'user/tap',
    tags: TAGS.filter((tag) => tag !== 'all'),
  });
  const entries = Object.fromEntries([...bottles].map(([tag, { sha256 }]) => [tag, sha256]));
  const bottle = { rootUrl: 'https://ghcr.io/v2/user/tap', entries };
  const text = formulaText({ name: 'tool', version: '1.0', bottle });
  return buildTap({
    commits: [{ subject: 'tool', date: OTHERS_DATE, write: { 'Formula/tool.rb': text } }],
  });
}

/** Publishes bottles that replace real ones. */
class StandIns {
  readonly #registry: FakeRegistry;
  /** By bottle tag and real checksum. */
  readonly #made = new Map<string, string>();
  /** By formula and version: what its bottles hold, their tags, and what they were published with last. */
  readonly #versions = new Map<string, Version>();

  constructor(registry: FakeRegistry) {
    this.#registry = registry;
  }

  /**
   * Returns the checksums of stand-ins for those of one state. A new checksum belongs to the version of that state. Its record
   * names what was current while the version was: with what was current when it came, no plan could fit a single moment.
   */
  publish(
    facts: FactsOfState,
    entries: Readonly<Record<string, string>>,
  ): Readonly<Record<string, string>> {
    const wanted = Object.entries(entries).filter(([tag]) => TAGS.includes(tag));
    const key = `${facts.formula} ${facts.pkgVersion} ${facts.rebuild}`;
    const isFresh = wanted.filter((entry) => !this.#made.has(entry.join(' ')));
    const version = this.#versions.get(key) ?? { text: textOf(facts), tags: new Set(), needs: '' };
    for (const [tag] of isFresh) version.tags.add(tag);
    const needs = JSON.stringify(facts.needs);
    if (version.tags.size > 0 && (isFresh.length > 0 || needs !== version.needs)) {
      version.needs = needs;
      this.#versions.set(key, version);
      const { bottles } = publishBottles(this.#registry, {
        ...facts,
        created: facts.date,
        tags: [...version.tags],
        formulaText: version.text,
        dependencies: facts.needs,
        fillerBytes: 5000,
      });
      for (const entry of isFresh) {
        this.#made.set(entry.join(' '), bottles.get(entry[0])?.sha256 ?? '');
      }
    }
    return Object.fromEntries(
      wanted.map((entry) => [entry[0], this.#made.get(entry.join(' ')) ?? '']),
    );
  }
}

interface Version {
  readonly text: string;
  readonly tags: Set<string>;
  needs: string;
}

/** Returns the formula inside a bottle. */
function textOf({ formula, pkgVersion, needs }: FactsOfState): string {
  return formulaText({
    name: formula,
    version: pkgVersion,
    dependencies: needs.filter(({ isDirect }) => isDirect).map(({ name }) => name),
  });
}
