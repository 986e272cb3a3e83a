import * as v from 'valibot';
import { InvalidFileError } from '../../core/errors.ts';
import { parseJson } from '../../json/parse-schema.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
// The public good instance, as served in `trusted_root.json` by the TUF repository https://tuf-repo-cdn.sigstore.dev; copied byte
// for byte from the seeds of the npm packages @sigstore/tuf 4.0.2 and 5.0.1 (root version 16).
import pinned from './trusted-root.json' with { type: 'json' };

const HINT =
  'Pass a single trusted_root.json: the line that names fulcio.sigstore.dev in the output of `gh attestation trusted-root`.';

/** The trusted certificate authorities, logs and timestamp authorities, in Sigstore's own JSON. */
export interface TrustedRoot {
  readonly json: unknown;
}

const NonEmpty = v.pipe(v.array(v.unknown()), v.minLength(1, 'empty'));

const RootSchema = v.looseObject({
  mediaType: v.pipe(
    v.string(),
    v.startsWith('application/vnd.dev.sigstore.trustedroot', 'not that of a trust root'),
  ),
  tlogs: NonEmpty,
  certificateAuthorities: NonEmpty,
  ctlogs: NonEmpty,
  timestampAuthorities: v.optional(v.array(v.unknown())),
});

/** Returns the trust root that is built into brewpull. */
export function pinnedTrustedRoot(): TrustedRoot {
  return { json: pinned };
}

/** Parses the trust root of `--trusted-root`. Throws {@link InvalidFileError}. Loads the Sigstore libraries. */
export async function readTrustedRoot(bytes: Uint8Array, what: string): Promise<TrustedRoot> {
  const json = parseJson(RootSchema, bytes, { what, limitBytes: DOCUMENT_BYTES, hint: HINT });
  const { readTrustMaterial } = await import('./sigstore.ts');
  try {
    readTrustMaterial(json);
  } catch (error) {
    throw new InvalidFileError(`${what} holds a key or certificate that cannot be read`, {
      cause: error,
      hint: HINT,
    });
  }
  return { json };
}
