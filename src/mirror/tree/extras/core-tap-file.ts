import { packTar, type TarEntry } from '../../../archive/pack-tar.ts';
import { canStandIn, stubFormula } from '../../../bundle/plan/stand-in-formula.ts';
import { CORE_TAP } from '../../../core/formula-key.ts';
import { giveWay } from '../../../core/give-way.ts';
import { withBottleBlock } from '../../core-tap/bottle-block.ts';
import { fileOf, planCoreTap, type PlannedFormula } from '../../core-tap/plan-core-tap.ts';
import type { MirrorBottle, MirrorContents, MirrorTarget } from '../file/mirror-schema.ts';
import { treeCoreTapPath } from '../file/tree-layout.ts';
import type { ExtraFile } from './extra-file.ts';

/** What the extra files need besides the contents of a mirror. */
export interface ExtraTools {
  /** Reads the text of a bottle's formula; undefined if the tree has none. */
  readonly readFormula: (bottle: MirrorBottle) => Promise<Uint8Array | undefined>;
  readonly signal: AbortSignal;
}

/**
 * Makes the homebrew-core of a target: the formulae of its bottles, and stubs for all other names that they mention or need.
 * Undefined if it would not have the formula of any bottle. A formula without a text is a stub like any other name, so that what
 * needs it can be loaded, but its own bottle cannot be asked for by name. Only one text is in memory at a time.
 */
export function coreTapFile(
  contents: MirrorContents,
  target: MirrorTarget,
  tools: ExtraTools,
): ExtraFile | undefined {
  const served = coreBottlesOf(contents, target);
  const texts = served.filter(({ hasFormula }) => hasFormula);
  if (texts.length === 0) return undefined;
  const plan = planCoreTap(
    texts.map((bottle) => [bottle.formula, bottle] as const),
    namesBesides(served),
  );
  const content = packTar(entriesOf(plan, tools), tools.signal);
  return { name: treeCoreTapPath(target.bottleTag), content };
}

/** Lists the bottles of homebrew/core that serve a target. */
export function coreBottlesOf(
  { bottles }: MirrorContents,
  { bottleTag }: MirrorTarget,
): readonly MirrorBottle[] {
  return bottles.filter(({ tap, targets }) => tap === CORE_TAP && targets.includes(bottleTag));
}

/** Lists the names in the bottles' formulae: their own (for those without a text), what they need, and what they mention. */
function namesBesides(served: readonly MirrorBottle[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { formula, dependencies, mentioned } of served) {
    for (const name of [formula, ...dependencies, ...mentioned]) {
      if (canStandIn(name)) names.add(name);
    }
  }
  return names;
}

async function* entriesOf(
  plan: readonly PlannedFormula<MirrorBottle>[],
  tools: ExtraTools,
): AsyncGenerator<TarEntry> {
  for (const { name, source } of plan) {
    await giveWay(tools.signal);
    const text = source === undefined ? undefined : await tools.readFormula(source);
    const content =
      source === undefined || text === undefined
        ? Buffer.from(stubFormula(name))
        : withBottleBlock(text, source);
    yield { name: fileOf(name), mode: 0o644, sizeBytes: content.length, content };
  }
}
