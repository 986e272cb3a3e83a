import * as v from 'valibot';
import { parseStatement } from './statement-schema.ts';

/** What a Sigstore bundle says about itself. None of it is verified. */
export interface BundleFacts {
  /** Its media type, including the version. */
  readonly mediaType: string;
  /** The predicate type of the statement inside; undefined if there is none. */
  readonly predicateType: string | undefined;
}

const BundleSchema = v.object({
  mediaType: v.pipe(
    v.string(),
    v.regex(/^application\/vnd\.dev\.sigstore\.bundle[\w.+;=-]{0,80}$/),
  ),
  dsseEnvelope: v.optional(v.object({ payload: v.string() })),
});

/** Reads what a bundle says about itself; undefined if it is not a Sigstore bundle. */
export function readBundleFacts(bundle: unknown): BundleFacts | undefined {
  const parsed = v.safeParse(BundleSchema, bundle);
  if (!parsed.success) return undefined;
  const { mediaType, dsseEnvelope } = parsed.output;
  const statement = dsseEnvelope && parseStatement(Buffer.from(dsseEnvelope.payload, 'base64'));
  const predicateType = statement?.predicateType;
  // It becomes an annotation for others to read.
  const isLegible = predicateType !== undefined && /^[\x21-\x7e]{1,300}$/.test(predicateType);
  return { mediaType, predicateType: isLegible ? predicateType : undefined };
}
