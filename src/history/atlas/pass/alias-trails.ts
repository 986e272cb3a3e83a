import type { LogEntry } from '../../../git/log-parser.ts';
import type { Repository } from '../../../git/repository.ts';
import { listAliasMeanings } from '../../git/alias-meanings.ts';
import type { AliasMeaning } from '../../rules/tap.ts';
import { findAliasInPath, readLinkedName, type TapNames } from '../../tap/tap-names.ts';
import { ownText, Trail } from './trail.ts';

interface AliasTrail {
  readonly alias: string;
  readonly trail: Trail;
  readonly changes: { readonly from: string; readonly oid: string | undefined }[];
  isTangled: boolean;
}

/** What is needed to read the targets of aliases. */
interface AliasSource {
  readonly repository: Repository;
  readonly head: string;
  /** What the aliases at that commit lead to. */
  readonly targets: ReadonlyMap<string, string>;
  readonly signal?: AbortSignal | undefined;
}

/** Collects what every alias ever led to, as commits are fed in, newest first. */
export class AliasTrails {
  readonly #names: Pick<TapNames, 'aliases' | 'aliasFolder'>;
  readonly #trails = new Map<string, AliasTrail>();

  constructor(names: Pick<TapNames, 'aliases' | 'aliasFolder'>) {
    this.#names = names;
  }

  /** Takes the changes of a commit; `branch` as in {@link Trail.follow}. */
  take({ commit, changes }: LogEntry, branch: number | undefined): void {
    for (const change of changes) {
      const alias = findAliasInPath(change.path);
      if (alias === undefined) continue;
      const found = this.#trail(change.path, alias);
      if (found.isTangled) continue;
      if (!found.trail.follow(change, branch)) {
        found.isTangled = true;
        continue;
      }
      const oid = change.newOid === undefined ? undefined : ownText(change.newOid);
      found.changes.push({ from: commit.date, oid });
    }
  }

  /**
   * Returns what each alias led to, newest first. Aliases of an `older` atlas that no commit touched stay as they were; a walk
   * finds those that were touched, and those whose changes do not form one line.
   */
  async meanings(
    source: AliasSource,
    older: ReadonlyMap<string, readonly AliasMeaning[]> | undefined,
  ): Promise<ReadonlyMap<string, readonly AliasMeaning[]>> {
    const trails = [...this.#trails.values()];
    const asked = new Set(
      trails
        .filter(
          (each) => older !== undefined || each.isTangled || each.trail.expected !== undefined,
        )
        .map(({ alias }) => alias),
    );
    const meanings = new Map(older);
    for (const { alias, changes } of trails) {
      if (asked.has(alias)) continue;
      const read = changes.map(async ({ from, oid }) => ({
        from,
        target: oid === undefined ? undefined : await readLinkedName(source.repository, oid),
      }));
      const known = [...(meanings.get(alias) ?? []), ...(await Promise.all(read))];
      meanings.set(
        alias,
        known.toSorted((a, b) => Date.parse(b.from) - Date.parse(a.from)),
      );
    }
    // A merge may have changed a link without a change that git would list.
    for (const alias of new Set([...meanings.keys(), ...source.targets.keys()])) {
      if (meanings.get(alias)?.[0]?.target !== source.targets.get(alias)) asked.add(alias);
    }
    for (const alias of asked) meanings.set(alias, await listAliasMeanings(source, alias));
    return new Map([...meanings].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #trail(path: string, alias: string): AliasTrail {
    const known = this.#trails.get(path);
    if (known !== undefined) return known;
    const { aliases, aliasFolder } = this.#names;
    const oid = path === `${aliasFolder}/${alias}` ? aliases.get(alias) : undefined;
    const found = {
      alias: ownText(alias),
      trail: new Trail(oid),
      changes: [],
      isTangled: false,
    };
    this.#trails.set(ownText(path), found);
    return found;
  }
}
