import * as v from 'valibot';

import { isHex } from '../../../core/digest.ts';
import { parseJsonIfAny } from '../../../json/parse-schema.ts';
import type { Claim } from './claims.ts';

/** Text that is written into files and shown; undefined if it has characters that control a terminal, or is too long. */
const Text = v.fallback(
  v.optional(v.pipe(v.string(), v.maxLength(4096), v.regex(/^[^\p{Cc}\p{Cf}]+$/u))),
  undefined,
);

const PackageSchema = v.object({
  SPDXID: v.string(),
  name: Text,
  versionInfo: Text,
  licenseConcluded: Text,
  downloadLocation: Text,
  checksums: v.fallback(
    v.optional(v.array(v.object({ algorithm: v.string(), checksumValue: v.string() }))),
    undefined,
  ),
});

const PackagesSchema = v.object({ packages: v.array(v.unknown()) });
const DocumentSchema = v.object({
  spdxVersion: v.pipe(v.string(), v.startsWith('SPDX-2.')),
  documentNamespace: Text,
  packages: v.array(v.unknown()),
});
const TagsSchema = v.object({ tags: v.record(v.string(), v.unknown()) });

type Package = v.InferOutput<typeof PackageSchema>;

/** What the bill of materials in a bottle says about the bottle's own source code. */
export interface BrewSbom {
  readonly claim: Claim;
  readonly documentNamespace: string | undefined;
}

/**
 * Reads `sbom.spdx.json` of a bottle, but only what it says about the source that the bottle was built from. What it says about
 * the bottle is about the one before. Undefined if it is no such file, or another formula's.
 */
export function readBrewSbom(bytes: Uint8Array, formula: string): BrewSbom | undefined {
  const document = parseJsonIfAny(DocumentSchema, bytes);
  const found = document && findPackage(document.packages, `SPDXRef-Archive-${formula}-src`);
  if (document === undefined || found === undefined || found.name !== formula) return undefined;
  const { version, licence } = claimOf(found);
  return {
    documentNamespace: document.documentNamespace,
    claim: {
      source: 'bottle-sbom',
      version,
      licence,
      sourceUrl: said(found.downloadLocation),
      sourceSha256: sha256Of(found),
    },
  };
}

/**
 * Reads `sh.brew.sbom.supplement` of an index, which has a part for each machine if the bottle serves all. Undefined if it is no
 * such text, or another formula's.
 */
export function readSupplement(
  text: string,
  formula: string,
  bottleTag: string,
): Claim | undefined {
  const tags = parseJsonIfAny(TagsSchema, text)?.tags;
  const part = tags?.[bottleTag] ?? tags;
  const json = tags === undefined ? text : JSON.stringify(part);
  const packages = parseJsonIfAny(PackagesSchema, json)?.packages;
  const found = packages && findPackage(packages, `SPDXRef-Bottle-${formula}`);
  if (found === undefined) return undefined;
  return { source: 'supplement', ...claimOf(found), sha256: sha256Of(found) };
}

function findPackage(packages: readonly unknown[], id: string): Package | undefined {
  for (const each of packages) {
    const result = v.safeParse(PackageSchema, each);
    if (result.success && result.output.SPDXID === id) return result.output;
  }
  return undefined;
}

function claimOf({ versionInfo, licenseConcluded }: Package): Pick<Claim, 'version' | 'licence'> {
  const licence = said(licenseConcluded);
  const isSaid = licence !== 'LicenseRef-Homebrew-cannot-represent';
  return { version: said(versionInfo), licence: isSaid ? licence : undefined };
}

function said(text: string | undefined): string | undefined {
  return text === 'NOASSERTION' || text === 'NONE' ? undefined : text;
}

function sha256Of({ checksums }: Package): string | undefined {
  const found = checksums?.find(({ algorithm }) => algorithm === 'SHA256')?.checksumValue;
  return found !== undefined && isHex(found) ? found : undefined;
}
