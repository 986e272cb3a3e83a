/** What a Homebrew reference names: all bottles of one version and rebuild. */
export interface BottleRelease {
  /** Version with formula revision, e.g. `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** 0 if the bottles were never rebuilt. */
  readonly rebuild: number;
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
const OCI_TAG = /^\w[\w.-]{0,127}$/;

/**
 * Characters that Homebrew replaced with `.` in references: on 2021-04-07, from 2021-04-08 on, and from 2023-09-01 until 4.4.0.
 */
const REPLACED_CHARACTERS = [/\+/g, /[+#~]/g, /[^a-zA-Z0-9._-]/g];

/** Returns whether a registry can have an OCI tag of this name. */
export function isOciTag(text: string): boolean {
  return OCI_TAG.test(text);
}

/**
 * Formats the reference of an index: `1.2.3_1`, with a rebuild `1.2.3_1-2` (Library/Homebrew/github_packages.rb:91-103 at
 * aad366ffaf).
 */
export function formatReference({ pkgVersion, rebuild }: BottleRelease): string {
  return rebuild > 0 ? `${pkgVersion}-${rebuild}` : pkgVersion;
}

/**
 * Formats the `org.opencontainers.image.ref.name` of one bottle: `1.2.3_1.arm64_ventura`, with a rebuild
 * `1.2.3_1.arm64_ventura.2` (Library/Homebrew/github_packages.rb:91-103 at aad366ffaf).
 */
export function formatRefName({ pkgVersion, rebuild }: BottleRelease, bottleTag: string): string {
  return rebuild > 0 ? `${pkgVersion}.${bottleTag}.${rebuild}` : `${pkgVersion}.${bottleTag}`;
}

/**
 * Lists the spellings a reference may have in the registry: unchanged, then as Homebrew from 2021 to 4.4.0 pushed versions with
 * characters that no OCI tag may contain. Returns only legal ones, each once, so the list may be empty.
 */
export function referenceAlternatives(reference: string): readonly string[] {
  const mapped = REPLACED_CHARACTERS.map((characters) => reference.replace(characters, '.'));
  return [...new Set([reference, ...mapped])].filter((text) => OCI_TAG.test(text));
}

/** Writes a version as it appears in a reference: with dots for the characters that references cannot have. */
export function withDots(version: string): string {
  return version.replaceAll(/[^a-zA-Z0-9._-]/g, '.');
}

/**
 * Returns the most likely reference of a release: unchanged if a registry can hold it, otherwise with illegal characters
 * replaced.
 */
export function likelyReference(release: BottleRelease): string {
  const reference = formatReference(release);
  return referenceAlternatives(reference)[0] ?? reference;
}

/**
 * Lists what a reference can mean. `1.0-2` is rebuild 2 of 1.0, or a version with a dash like imagemagick's `7.1.1-18`: returns
 * both readings, the rebuild first; the annotations in the index decide.
 */
export function parseReference(reference: string): readonly BottleRelease[] {
  const plain = { pkgVersion: reference, rebuild: 0 };
  const [, pkgVersion, digits] = /^(.+)-([1-9]\d{0,5})$/s.exec(reference) ?? [];
  if (pkgVersion === undefined) return [plain];
  return [{ pkgVersion, rebuild: Number(digits) }, plain];
}
