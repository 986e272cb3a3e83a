import type { FetchedRecord } from './fetched-schema.ts';
import { titleOf } from './travel-facts.ts';

/**
 * Says that a file has a different signer than the earlier one, or none; undefined if nothing is odd. Anyone can sign, so what
 * counts for the user is that the signer stays the same.
 */
export function describeOtherSigner(
  before: FetchedRecord | undefined,
  { tap, kind, signedBy }: FetchedRecord,
): string | undefined {
  const old = before?.signedBy;
  if (old === undefined) return undefined;
  const isSame =
    signedBy !== undefined &&
    withoutRef(signedBy.signer) === withoutRef(old.signer) &&
    signedBy.issuer === old.issuer;
  if (isSame) return undefined;
  const now = signedBy === undefined ? 'has no signature' : `is signed by ${signedBy.signer}`;
  return `${titleOf({ tap, kind })}: the earlier file was signed by ${old.signer}, but this one ${now}`;
}

/** Removes the ref, since a workflow runs at another ref for each release. */
function withoutRef(signer: string): string {
  return signer.replace(/^(https:\/\/.*)@refs\/.*$/, '$1');
}
