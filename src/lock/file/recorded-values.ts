import { bottleFileName, isNamePart } from '../../core/bottle-name.ts';
import { gitBlobOid } from '../../core/git-oid.ts';
import { findTargetOfTag } from '../../core/target.ts';
import { chooseBottle } from '../../core/bottle-choice.ts';
import type { LockedBottle } from './lock.ts';

/** Tells whether the file name is the one that the other fields make. */
export function hasOwnName(
  bottle: Pick<LockedBottle, 'fileName' | 'nameThen' | 'pkgVersion' | 'bottleTag' | 'rebuild'>,
): boolean {
  const { fileName, nameThen: formula, pkgVersion, bottleTag, rebuild } = bottle;
  // Other faults of the same bottle may be there as well, so that what is no name is only no match.
  if (![formula, pkgVersion, bottleTag].every(isNamePart)) return false;
  return fileName === bottleFileName({ formula, pkgVersion, bottleTag, rebuild });
}

/** Tells whether the URL names the bottle. It is for other programs: where brewpull asks follows from the other fields. */
export function hasOwnUrl({
  reference,
  url,
  sha256,
}: Pick<LockedBottle, 'reference' | 'url' | 'sha256'>): boolean {
  return reference === undefined || url.endsWith(`/blobs/sha256:${sha256}`);
}

/** What a lock says of a formula's file. */
type RecordedText = Pick<LockedBottle, 'formula' | 'formulaText' | 'formulaBlob'>;

/**
 * Says what is wrong with the formula's text: it must have the git object id beside it. A bundle carries the text on, and brew
 * may run it.
 */
export function textFault({ formula, formulaText, formulaBlob }: RecordedText): string | undefined {
  if (formulaText === undefined) return undefined;
  if (formulaBlob === undefined) return `formulaText of ${formula} has no formulaBlob beside it`;
  const oid = gitBlobOid(Buffer.from(formulaText), formulaBlob);
  if (oid === formulaBlob) return undefined;
  return `formulaText of ${formula} has the git object id ${oid}, and formulaBlob says ${formulaBlob}`;
}

/** Tells whether a target can use each of its bottles. Of one that this version does not know nothing can be said. */
export function holdsOnlyUsable({
  bottleTag,
  bottles,
}: {
  readonly bottleTag: string;
  readonly bottles: readonly Pick<LockedBottle, 'bottleTag'>[];
}): boolean {
  const target = findTargetOfTag(bottleTag);
  if (target === undefined) return true;
  return bottles.every(
    (bottle) => chooseBottle([bottle], target, { exactOnly: false }) !== undefined,
  );
}
