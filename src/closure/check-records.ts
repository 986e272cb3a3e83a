import { compareWithRecords, type BuiltAgainst } from './rules/build-records.ts';
import { formatFormulaRef, parseFormulaRef } from '../history/tap/formula-ref.ts';
import type { ConfirmedBottle } from '../bottle/confirm/confirm-bottle.ts';
import type { ClosurePlan } from './closure-plan.ts';
import { keyOf } from '../core/formula-key.ts';
import { dependenciesOf } from '../bottle/confirm/build-record.ts';

/** What is known about a planned bottle once its registry was asked. */
export interface ItemRecord {
  readonly sizeBytes: number | undefined;
  /** Undefined if there is no build record. */
  readonly builtAgainst: readonly BuiltAgainst[] | undefined;
}

/** Reads the build record of a confirmed bottle. Throws `RegistryResponseError` for one that cannot be read. */
export function readRecord(confirmed: ConfirmedBottle): ItemRecord {
  const builtAgainst = dependenciesOf(confirmed)?.map(({ name, version, pkgVersion }) => ({
    name: formatFormulaRef(parseFormulaRef(name)),
    version,
    pkgVersion,
  }));
  return { sizeBytes: confirmed.layer.sizeBytes, builtAgainst };
}

/**
 * Adds the sizes of its bottles to a plan, and an exception wherever it differs from what they were built against. `records`
 * are in the order of its items.
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
    // A plan with the versions that were built against lists its own differences.
    .filter(({ kind }) => kind === 'missing' || mode !== 'exact')
    .map(({ formula, message, data }) => ({ formula, message, ...data }));
  return {
    ...plan,
    items: items.map((item, index) => {
      const sizeBytes = records[index]?.sizeBytes;
      return sizeBytes === undefined ? item : { ...item, sizeBytes };
    }),
    exceptions: [...exceptions, ...differences],
  };
}
