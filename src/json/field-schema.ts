import * as v from 'valibot';
import { isDigest, isHex } from '../core/digest.ts';

/** Text of at most 1,000 characters that may be shown in a terminal: no control characters, no change of direction. */
export const ShownText = v.pipe(
  v.string(),
  v.maxLength(1000, 'longer than 1,000 characters'),
  v.regex(
    // oxlint-disable-next-line no-control-regex -- these are what is refused
    /^[^\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]*$/,
    'contains control characters',
  ),
);

/** A sha256 in hexadecimal digits, without a prefix. */
export const HexText = v.pipe(v.string(), v.guard(isHex, 'not a sha256'));

/** An OCI digest. */
export const DigestText = v.pipe(v.string(), v.guard(isDigest, 'not a sha256 digest'));

/** A whole number, at least 0. */
export const Count = v.pipe(v.number(), v.safeInteger('not a count'), v.minValue(0, 'not a count'));

/** A size in bytes. */
export const SizeNumber = v.pipe(
  v.number(),
  v.safeInteger('not a size in bytes'),
  v.minValue(0, 'not a size in bytes'),
);
