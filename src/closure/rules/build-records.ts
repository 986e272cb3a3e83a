import { comparePkgVersions, parsePkgVersion } from '../../core/pkg-version.ts';
import { compareVersions } from '../../core/version.ts';
import type { ExceptionData } from '../closure-exception.ts';
import type { TabDependency } from '../../registry/documents/bottle-tab-schema.ts';

/** One formula of a closure, as it was chosen and as its bottle was built. */
export interface BuiltFormula {
  readonly formula: string;
  /** Its name when the bottle was built. */
  readonly nameThen: string;
  readonly pkgVersion: string;
  /** Every runtime dependency in its build record, including indirect ones; undefined if there is no record. */
  readonly builtAgainst: readonly BuiltAgainst[] | undefined;
}

/** A dependency as a build record names it. */
export type BuiltAgainst = Pick<TabDependency, 'name' | 'version' | 'pkgVersion'>;

/** How a closure differs from what its bottles were built against. */
export interface RecordDifference {
  readonly kind: 'missing' | 'older';
  /** The formula it is about. */
  readonly formula: string;
  readonly message: string;
  /** The same as data. */
  readonly data: ExceptionData;
}

/**
 * Compares a closure, in install order, with the build records of its bottles. Reports dependencies that a record names and the
 * closure lacks, and those older than what a bottle was built against, which brew would want to upgrade. Each is reported once,
 * for the first bottle that it concerns. `known` are names that are not reported as missing.
 */
export function compareWithRecords(
  closure: readonly BuiltFormula[],
  known: ReadonlySet<string>,
): readonly RecordDifference[] {
  const byName = new Map(
    closure.flatMap((each) => [[each.nameThen, each] as const, [each.formula, each] as const]),
  );
  const missing = new Map<string, RecordDifference>();
  const older = new Map<string, RecordDifference>();
  for (const { formula, builtAgainst = [] } of closure) {
    for (const wanted of builtAgainst) {
      const { name, pkgVersion = wanted.version } = wanted;
      const taken = byName.get(name);
      if (taken === undefined) {
        if (known.has(name) || missing.has(name)) continue;
        const message = `its build record says that it needs ${name} ${pkgVersion}, which its formula does not: ${name} is not included`;
        const facts = { dependency: name, builtAgainst: pkgVersion };
        missing.set(name, {
          kind: 'missing',
          formula,
          message,
          data: { code: 'record-only', facts },
        });
      } else if (!older.has(taken.formula) && isOlder(taken.pkgVersion, wanted)) {
        const message = `${formula} was built against ${pkgVersion}, and ${taken.pkgVersion} is taken`;
        const facts = {
          neededBy: formula,
          builtAgainst: pkgVersion,
          pkgVersion: taken.pkgVersion,
        };
        const data = { code: 'other-version', facts } as const;
        older.set(taken.formula, { kind: 'older', formula: taken.formula, message, data });
      }
    }
  }
  return [...missing.values(), ...older.values()];
}

/** Returns whether a version is older than a record says; without a revision in the record, only versions are compared. */
function isOlder(taken: string, { version, pkgVersion }: BuiltAgainst): boolean {
  const chosen = parsePkgVersion(taken);
  if (pkgVersion === undefined) return compareVersions(chosen.version, version) < 0;
  return comparePkgVersions(chosen, parsePkgVersion(pkgVersion)) < 0;
}
