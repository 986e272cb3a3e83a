import { isHeld, type MirrorOutcome } from '../../../mirror/tree/fill/outcome.ts';
import type { WishedInVain } from '../../../mirror/tree/wishes/wish.ts';
import type { MadeMirror } from '../../../mirror/tree/make-mirror.ts';
import { parseTargetTag } from '../../../core/target.ts';
import type {
  MirrorOutput,
  MirrorResultOutput,
  MirrorMissingOutput,
} from '../../../output/mirror/mirror-output.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import { toErrorJson } from '../../render/error-json.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';

const MOST_LISTED = 10;

/** Describes what became of a mirror in a few lines. */
export function noteMade(made: MadeMirror): readonly string[] {
  const { outcomes, inVain, ended, contents, pruned } = made;
  const count = countOutcomes(outcomes);
  const fetched = outcomes.reduce((sum, each) => sum + (isHeld(each) ? each.fetchedBytes : 0), 0);
  const parts = [
    `${formatNumber(count.new)} new (${formatBytes(fetched)})`,
    `${formatNumber(count.kept)} kept`,
    ...some(count.republished, 'with an index that was published again'),
    ...some(count.gone, 'gone from the registry, and kept here'),
    ...some(count['left-out'], 'left out because of --max-size'),
    ...some(count.failed, 'failed'),
    ...some(count['not-tried'], 'not tried'),
  ];
  const lines = [`${formatCount(outcomes.length, 'bottle', 'bottles')}: ${parts.join(', ')}`];
  lines.push(...noteInVain(inVain));
  if (pruned !== undefined) {
    lines.push(
      `${formatCount(pruned.files, 'file was', 'files were')} removed (${formatBytes(pruned.sizeBytes)})`,
    );
  }
  if (ended !== undefined) {
    lines.push(
      'The mirror is as it was. Run the same command again: it continues where it stopped.',
    );
  } else if (contents !== undefined) {
    const bytes = sizeOf(contents.bottles);
    lines.push(
      `The mirror has ${formatCount(contents.bottles.length, 'bottle', 'bottles')}, ${formatBytes(bytes)}. How to serve it: README.txt in it`,
    );
  }
  return lines;
}

/** Returns what became of a mirror as plain data for JSON. */
export function toMadeJson(made: MadeMirror, path: string): MirrorOutput {
  const { outcomes, inVain, ended, contents, pruned, isContinued, renamed } = made;
  return {
    path,
    status: ended === undefined ? 'complete' : 'interrupted',
    isContinued,
    bottles: contents?.bottles.length ?? null,
    sizeBytes: contents === undefined ? null : sizeOf(contents.bottles),
    counts: countOutcomes(outcomes),
    fetchedBytes: outcomes.reduce((sum, each) => sum + (isHeld(each) ? each.fetchedBytes : 0), 0),
    pruned: pruned ?? null,
    results: outcomes.map((outcome) => toOutcomeJson(outcome, renamed.get(outcome.key))),
    missing: inVain.map(toInVainJson),
    error: ended === undefined ? null : toErrorJson(ended),
  };
}

/** Describes what a mirror cannot have, naming the first ten. */
export function noteInVain(inVain: readonly WishedInVain[]): readonly string[] {
  const lines = inVain.slice(0, MOST_LISTED).map(({ formula, target, message, neededBy }) => {
    const by = neededBy.length === 0 ? '' : `, needed by ${listSome(neededBy)}`;
    return `missing for ${target.bottleTag}: ${formula}${by}: ${message}`;
  });
  const rest = inVain.length - lines.length;
  return rest === 0 ? lines : [...lines, `${formatNumber(rest)} more are missing: see --json`];
}

/** Returns what a mirror cannot have as plain data for JSON. */
export function toInVainJson(inVain: WishedInVain): MirrorMissingOutput {
  const { formula, target, code, message, neededBy } = inVain;
  return { formula, target: toTargetJson(target), code, message, neededBy };
}

function toOutcomeJson(outcome: MirrorOutcome, formulaNow: string | undefined): MirrorResultOutput {
  const target = toTargetJson(parseTargetTag(outcome.target));
  const now = formulaNow === undefined ? {} : { formulaNow };
  if (!isHeld(outcome)) {
    const { status, builtAs, tap, pkgVersion, error } = outcome;
    return { formula: builtAs, ...now, tap, target, status, pkgVersion, error: toErrorJson(error) };
  }
  const { status, fetchedBytes, bottle } = outcome;
  const { formula, tap, pkgVersion, rebuild, bottleTag, sha256, sizeBytes } = bottle;
  return {
    formula,
    ...now,
    tap,
    target,
    status,
    pkgVersion,
    rebuild,
    bottleTag,
    sha256,
    sizeBytes,
    fetchedBytes,
  };
}

/** Counts the outcomes of each kind. */
function countOutcomes(
  outcomes: readonly MirrorOutcome[],
): Record<MirrorOutcome['status'], number> {
  const counts = {
    new: 0,
    kept: 0,
    republished: 0,
    gone: 0,
    'left-out': 0,
    failed: 0,
    'not-tried': 0,
  };
  for (const { status } of outcomes) counts[status] += 1;
  return counts;
}

/** Adds up the sizes of bottles; one that several names share counts once. */
function sizeOf(
  bottles: readonly { readonly sha256: string; readonly sizeBytes: number }[],
): number {
  const sizes = new Map(bottles.map(({ sha256, sizeBytes }) => [sha256, sizeBytes]));
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function some(count: number, words: string): readonly string[] {
  return count === 0 ? [] : [`${formatNumber(count)} ${words}`];
}

function listSome(names: readonly string[]): string {
  const [first = '', second, ...others] = names;
  if (second === undefined) return first;
  if (others.length === 0) return `${first} and ${second}`;
  return `${first}, ${second} and ${formatNumber(others.length)} more`;
}

function formatNumber(value: number): string {
  return value.toLocaleString('en-US');
}
