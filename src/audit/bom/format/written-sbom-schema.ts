import * as v from 'valibot';

import { parseJson } from '../../../json/parse-schema.ts';

const SbomSchema = v.union([
  v.object({ spdxVersion: v.pipe(v.string(), v.startsWith('SPDX-')) }),
  v.object({ bomFormat: v.literal('CycloneDX') }),
]);

/** Throws `InvalidFileError` for anything but a bill of materials in one of the two formats. */
export function requireSbom(bytes: Uint8Array, what: string): void {
  parseJson(SbomSchema, bytes, { what });
}
