import { bottleFileName, isNamePart } from '../../core/bottle-name.ts';
import { gitBlobOid } from '../../core/git-oid.ts';
import { findTargetOfTag } from '../../core/target.ts';
import { chooseBottle } from '../../core/bottle-choice.ts';
import type { LockedBottle } from './lock.ts';

/** Returns whether the file name matches the other fields. */
export function hasOwnName(
  bottle: Pick<LockedBottle, 'fileName' | 'nameThen' | 'pkgVersion' | 'bottleTag' | 'rebuild'>,
): boolean {
  const { fileName, nameThen: formula, pkgVersion, bottleTag, rebuild } = bottle;
  // Other fields of the bottle may be invalid as well, so an invalid name must not throw here.
  if (![formula, pkgVersion, bottleTag].every(isNamePart)) return false;
  return fileName === bottleFileName({ formula, pkgVersion, bottleTag, rebuild });
}

/** Returns whether the URL names the bottle. It is meant for other programs: brewpull derives where to ask from other fields. */
export function hasOwnUrl({
  reference,
  url,
  sha256,
}: Pick<LockedBottle, 'reference' | 'url' | 'sha256'>): boolean {
  return reference === undefined || url.endsWith(`/blobs/sha256:${sha256}`);
}

/** What a lock says about a formula's file. */
type RecordedText = Pick<LockedBottle, 'formula' | 'formulaText' | 'formulaBlob'>;

/**
 * Explains what is wrong with the formula's text, if anything: it must match the git object id beside it, since a bundle passes
 * the text on and brew may run it.
 */
export function textFault({ formula, formulaText, formulaBlob }: RecordedText): string | undefined {
  if (formulaText === undefined) return undefined;
  if (formulaBlob === undefined) return `formulaText of ${formula} has no formulaBlob beside it`;
  const oid = gitBlobOid(Buffer.from(formulaText), formulaBlob);
  if (oid === formulaBlob) return undefined;
  return `formulaText of ${formula} has the git object id ${oid}, and formulaBlob says ${formulaBlob}`;
}

/** Returns whether a target can use each of its bottles. A target that this version does not know always passes. */
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
