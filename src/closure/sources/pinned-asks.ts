import { UsageError } from '../../core/errors.ts';
import { keyOf } from '../../core/formula-key.ts';
import {
  formatAskedFormula,
  parseAskedFormula,
  readAtVersion,
  type AskedFormula,
} from '../../history/tap/asked-formula.ts';
import { formatFormulaRef } from '../../history/tap/formula-ref.ts';
import type { FoundBottle } from '../../bottle/resolve/resolution.ts';
import type { ClosureException } from '../closure-exception.ts';
import type { ClosureTools } from '../closure-request.ts';
import { requireAll, requireFound } from '../require-found.ts';
import { askFor, type Ask } from './closure-taps.ts';

/** What a closure is asked for, and the bottles that are settled by that. */
export interface PinnedAsks {
  readonly asks: readonly Ask[];
  /** The bottles of the versions that were asked for, by key. */
  readonly pins: ReadonlyMap<string, FoundBottle>;
}

/**
 * Finds the bottles of all versions that are asked for, before anything is planned around them. Throws an error that explains
 * what is missing, and {@link UsageError} for two versions of one formula.
 */
export async function pinAsks(
  tools: Omit<ClosureTools, 'pins'>,
  names: readonly string[],
): Promise<PinnedAsks> {
  const { brewpull, target, exactOnly } = tools;
  const asked = names.map(parseAskedFormula);
  const isOpen = await Promise.all(asked.map((each) => mayBePinned(tools, each)));
  const open = asked.filter((_, index) => isOpen[index]);
  const texts = open.map(formatAskedFormula);
  const resolved =
    texts.length === 0
      ? []
      : await brewpull.resolve({ names: texts, targets: [target], exactOnly });
  const isMissing = open.some(
    ({ version }, index) => version !== undefined && resolved[index]?.status !== 'found',
  );
  // Reports everything that is missing at once.
  if (isMissing) await requireAll(tools, asked.map(formatAskedFormula));
  const found = new Map(open.map((each, index) => [each, resolved[index]]));
  const pins = new Map<string, FoundBottle>();
  const asks = asked.map((each): Ask => {
    const ask = askFor(each);
    const resolution = found.get(each);
    const isPinned = resolution !== undefined && 'wanted' in resolution && resolution.wanted;
    if (each.version === undefined && !isPinned) return ask;
    const pin = requireFound(resolution, ask.key);
    const key = keyOf(pin);
    const other = pins.get(key);
    if (other !== undefined && other.sha256 !== pin.sha256) {
      throw twice(key, [other.requested, pin.requested]);
    }
    pins.set(key, pin);
    const ref = each.version === undefined ? { tap: pin.tap, name: pin.formula } : each;
    return { ...askFor(ref), pin };
  });
  await refuseBare(tools, asks, pins);
  return { asks: [...new Map(asks.map((ask) => [ask.key, ask])).values()], pins };
}

/** Refuses a formula that is asked for both with and without a version: without one, the last is meant, under whatever name. */
async function refuseBare(
  { brewpull, target, exactOnly }: Pick<ClosureTools, 'brewpull' | 'target' | 'exactOnly'>,
  asks: readonly Ask[],
  pins: PinnedAsks['pins'],
): Promise<void> {
  const names = asks.flatMap(({ key, pin }) => (pin === undefined ? [key] : []));
  if (pins.size === 0 || names.length === 0) return;
  for (const found of await brewpull.resolve({ names, targets: [target], exactOnly })) {
    const pin = found.status === 'found' ? pins.get(keyOf(found)) : undefined;
    if (pin !== undefined) throw twice(keyOf(pin), [found.requested, pin.requested]);
  }
}

/** Returns whether a name may ask for a version; a name with an `@` does not if a formula has it now. */
async function mayBePinned(
  { taps }: Pick<ClosureTools, 'taps'>,
  asked: AskedFormula,
): Promise<boolean> {
  if (asked.version !== undefined) return true;
  if (readAtVersion(asked) === undefined) return false;
  const opened = await taps.open(asked.tap);
  return opened === undefined || !(await opened.snapshot.has(asked.name, opened.head));
}

function twice(name: string, [one, other]: readonly [string, string]): UsageError {
  return new UsageError(
    `${name} is asked for twice, as ${one} and as ${other}: one Mac has one version of it`,
    { hint: 'Leave one of them out, or make a bundle for each.' },
  );
}

/** Makes an exception for each version that was asked for, which explains the rest of the plan. */
export function explainPins(pins: PinnedAsks['pins'], rest: string): readonly ClosureException[] {
  return [...pins].map(([formula, { pkgVersion }]) => ({
    formula,
    code: 'version-asked',
    facts: { pkgVersion },
    message: `${pkgVersion} was asked for, so ${rest}`,
  }));
}

/** Lists the candidates of an ask as keys. */
export function keysOf({ candidates }: Ask): readonly string[] {
  return candidates.map(formatFormulaRef);
}
