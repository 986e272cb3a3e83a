import { compareWithRecords, type BuiltAgainst } from './rules/build-records.ts';
import { formatFormulaRef, parseFormulaRef } from '../history/tap/formula-ref.ts';
import { parseBottleTab } from '../registry/documents/bottle-tab-schema.ts';
import type { ConfirmedBottle } from '../bottle/confirm/confirm-bottle.ts';
import type { ClosurePlan } from './closure-plan.ts';
import { keyOf } from '../core/formula-key.ts';

/** What is known of a planned bottle once its registry was asked. */
export interface ItemRecord {
  readonly sizeBytes: number | undefined;
  /** Undefined where there is no record. */
  readonly builtAgainst: readonly BuiltAgainst[] | undefined;
}

/** Reads the build record of a confirmed bottle. Throws `RegistryResponseError` for one that cannot be read. */
export function readRecord({ entry, found, layer }: ConfirmedBottle): ItemRecord {
  const { sizeBytes } = layer;
  if (entry.tabJson === undefined) return { sizeBytes, builtAgainst: undefined };
  const tab = parseBottleTab(entry.tabJson, `the build record of ${found.fileName}`);
  return {
    sizeBytes,
    builtAgainst: tab.runtimeDependencies?.map(({ name, version, pkgVersion }) => ({
      name: formatFormulaRef(parseFormulaRef(name)),
      version,
      pkgVersion,
    })),
  };
}

/**
 * Adds to a plan the sizes of its bottles, and as exceptions where it differs from what they were built against. `records` are
 * in the order of its items.
 */
export function withRecords(
  plan: ClosurePlan,
  records: readonly (ItemRecord | undefined)[],
): ClosurePlan {
  const { items, mode, present = [], exceptions } = plan;
  const names = new Set(items.map(({ found }) => keyOf(found)));
  const leftOut = items.flatMap(({ dependencies }) => dependencies).filter((it) => !names.has(it));
  const built = items.map(({ found }, index) => {
    const { tap, builtAs, pkgVersion } = found;
    return {
      formula: keyOf(found),
      nameThen: keyOf({ tap, formula: builtAs }),
      pkgVersion,
      builtAgainst: records[index]?.builtAgainst,
    };
  });
  const there = present.flatMap((found) => [
    keyOf(found),
    keyOf({ tap: found.tap, formula: found.builtAs }),
  ]);
  const differences = compareWithRecords(built, new Set([...there, ...leftOut]))
    // A plan of the versions built against lists its own differences.
    .filter(({ kind }) => kind === 'missing' || mode !== 'exact')
    .map(({ formula, message }) => ({ formula, message }));
  return {
    ...plan,
    items: items.map((item, index) => {
      const sizeBytes = records[index]?.sizeBytes;
      return sizeBytes === undefined ? item : { ...item, sizeBytes };
    }),
    exceptions: [...exceptions, ...differences],
  };
}
