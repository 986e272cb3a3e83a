import type { Target } from '../../../core/target.ts';
import type {
  AnswerSource,
  FailedResolution,
  FoundBottle,
  NoBottle,
  NotAFormula,
  Resolution,
} from '../../../bottle/resolve/resolution.ts';
import type { NearBottle } from '../../../history/answers/nearest-bottles.ts';
import type {
  NearBottleOutput,
  PlaceOutput,
  SourceOutput,
} from '../../../output/parts/history-output.ts';
import type { TargetOutput } from '../../../output/parts/target-output.ts';
import type {
  FailedResolutionOutput,
  FoundFields,
  NotAFormulaOutput,
  NoBottleFields,
  ResolutionOutput,
  TargetsOutput,
} from '../../../output/resolve/resolve-output.ts';
import { withoutPassword } from '../../../core/redact.ts';
import { unreachable } from '../../../core/unreachable.ts';
import { toErrorJson } from '../../render/error-json.ts';

/** Returns a target as plain data for JSON. */
export function toTargetJson(target: Target): TargetOutput {
  const arch = target.arch === 'x86_64' ? 'amd64' : 'arm64';
  if (target.system === 'linux') return { system: 'linux', arch, bottleTag: target.bottleTag };
  const { version, codename } = target.release;
  return { macos: version, codename, arch, bottleTag: target.bottleTag };
}

/**
 * Returns the head of an answer as plain data for JSON: one target alone or, if there are several, the list of them; each result
 * then names its own.
 */
export function toTargetsJson([target, ...others]: readonly [Target, ...Target[]]): TargetsOutput {
  const first = toTargetJson(target);
  return others.length === 0
    ? { target: first }
    : { target: first, targets: [first, ...others.map(toTargetJson)] };
}

/** Returns one answer as plain data for JSON. */
export function toResolutionJson(resolution: Resolution): ResolutionOutput {
  switch (resolution.status) {
    case 'found':
      return toFoundJson(resolution, 'found');
    case 'no-bottle':
      return toNoBottleJson(resolution, 'no-bottle');
    case 'not-a-formula':
      return toNotAFormulaJson(resolution);
    case 'failed':
      return toFailedJson(resolution);
    default:
      return unreachable(resolution);
  }
}

/** Returns the answer that no formula has the name as plain data for JSON. */
export function toNotAFormulaJson(resolution: NotAFormula): NotAFormulaOutput {
  const { requested, tap, status, suggestions, cask = null } = resolution;
  const asked = { requested, target: toTargetJson(resolution.target) };
  const source = orNull(resolution.source);
  return { formula: requested, tap, status, ...asked, suggestions, cask, source };
}

/**
 * Returns the failure to look up a name as plain data for JSON. The name may really be an address with a password, which is left
 * out.
 */
export function toFailedJson({
  requested,
  target,
  error,
}: FailedResolution): FailedResolutionOutput {
  const name = withoutPassword(requested);
  return {
    formula: name,
    status: 'failed',
    requested: name,
    target: toTargetJson(target),
    error: toErrorJson(error),
  };
}

/** Returns what is known about a formula without a bottle as plain data for JSON. */
export function toNoBottleJson<Status extends string>(
  resolution: NoBottle,
  status: Status,
): NoBottleFields & { readonly status: Status } {
  const { formula, tap, requested, target, nearest, searched, prebuilt, cask, wanted } = resolution;
  return {
    formula,
    tap,
    status,
    requested,
    target: toTargetJson(target),
    searchedIn: searched.in,
    searchedFrom: searched.from ?? null,
    source: orNull(resolution.source),
    nearest: nearest.map(toNearJson),
    wanted: wanted?.text ?? null,
    versions: wanted?.versions.map(toNearJson) ?? [],
    prebuilt: prebuilt ?? null,
    cask: cask ?? null,
  };
}

function toNearJson({ bottleTag, pkgVersion, date }: NearBottle): NearBottleOutput {
  return { bottleTag, pkgVersion, date: date ?? null };
}

/** Returns what is known about a found bottle as plain data for JSON: `formula` is its name when it was built, as in receipts. */
export function toFoundJson<Status extends string>(
  found: FoundBottle,
  status: Status,
): FoundFields & { readonly status: Status } {
  const { origin, introducedBy, droppedBy } = found;
  const place =
    origin.kind === 'registry'
      ? { rootUrl: origin.rootUrl, repository: origin.repository, reference: origin.reference }
      : { rootUrl: origin.rootUrl, url: origin.url.href };
  return {
    formula: found.builtAs,
    ...(found.formula === found.builtAs ? {} : { formulaNow: found.formula }),
    tap: found.tap,
    status,
    requested: found.requested,
    target: toTargetJson(found.target),
    version: found.version,
    revision: found.revision,
    pkgVersion: found.pkgVersion,
    rebuild: found.rebuild,
    bottleTag: found.bottleTag,
    match: found.match,
    sha256: found.sha256,
    ...place,
    fileName: found.fileName,
    path: introducedBy?.path ?? null,
    introducedBy: toIntroducedJson(introducedBy),
    droppedBy:
      droppedBy === undefined
        ? null
        : {
            commit: droppedBy.commit?.oid ?? null,
            date: droppedBy.date ?? null,
            pkgVersion: droppedBy.pkgVersion ?? null,
          },
    wanted: found.wanted?.text ?? null,
    last: found.wanted?.last === undefined ? null : toNearJson(found.wanted.last),
    sources: found.sources,
    source: orNull(found.source),
    searchedFrom: found.source?.begins ?? null,
    notes: found.notes ?? [],
  };
}

/** Returns the state that introduced a bottle as plain data for JSON; null if no history has it. */
export function toIntroducedJson(introducedBy: FoundBottle['introducedBy']): PlaceOutput | null {
  if (introducedBy === undefined) return null;
  const { oid, date } = introducedBy.commit;
  return { commit: oid ?? null, date };
}

/** Returns the source of an answer, its date, and how far back it reaches as plain data for JSON. */
export function toSourceJson({ kind, description, head, begins }: AnswerSource): SourceOutput {
  return { kind, description, asOf: head ?? null, searchedFrom: begins ?? null };
}

function orNull(source: AnswerSource | undefined): SourceOutput | null {
  return source === undefined ? null : toSourceJson(source);
}
