import {
  isBeforeArm,
  macosTarget,
  parseArch,
  parseRelease,
  parseTargetTag,
  type Target,
} from '../../../core/target.ts';
import { SpanChooser } from '../../../history/answers/bottle-spans.ts';
import type { ShownBottle } from '../../../history/answers/shown-bottle.ts';
import { formatFormulaRef } from '../../../history/tap/formula-ref.ts';
import type { FormulaHistory } from '../../../workspace/histories/known-bottles.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';

/**
 * Reads the systems that a history is to be shown for: `--target`, or `--macos` on one architecture or on both; an empty list
 * means all. Throws `UsageError`.
 */
export function readAskedTargets(args: Arguments): readonly Target[] {
  const tags = args.list('target');
  if (tags.length > 0) return [...new Set(tags)].map(parseTargetTag);
  const [macos, arch] = [args.text('macos'), args.text('arch')];
  if (macos === undefined) return [];
  const release = parseRelease(macos);
  if (arch !== undefined) return [macosTarget(release, parseArch(arch))];
  const intel = macosTarget(release, 'x86_64');
  return isBeforeArm(release) ? [intel] : [intel, macosTarget(release, 'arm64')];
}

/** Keeps the bottles that any of the targets can use, or all if there are no targets. */
export function usableBy(
  spans: readonly ShownBottle[],
  targets: readonly Target[],
): readonly ShownBottle[] {
  if (targets.length === 0) return spans;
  const choosers = targets.map((target) => new SpanChooser(target, { exactOnly: false }));
  return spans.filter(({ bottleTag }) => choosers.some((chooser) => chooser.serves(bottleTag)));
}

/** Explains how to ask for one of the versions. */
export function howToAsk(
  { formula, tap, spans }: Pick<FormulaHistory, 'formula' | 'tap' | 'spans'>,
  targets: readonly Target[],
): readonly string[] {
  if (usableBy(spans, targets).length === 0) return [];
  const [only, ...others] = targets;
  const where = only === undefined || others.length > 0 ? '' : ` --target ${only.bottleTag}`;
  return [
    `to get one of them: brewpull bundle ${formatFormulaRef({ tap, name: formula })}=VERSION${where}`,
  ];
}
