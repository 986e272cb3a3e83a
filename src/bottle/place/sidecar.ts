import { BrewpullError, FileExistsError } from '../../core/errors.ts';
import { buildSidecar } from '../../registry/documents/sidecar.ts';
import { parseSidecarStatement } from '../../registry/documents/sidecar-schema.ts';
import { writeFileAtomic } from '../../store/place/atomic-write.ts';
import { isThere } from '../../store/place/final-name.ts';
import { placeBytes } from '../../store/place/place-file.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';
import { guardStore } from '../../store/store-failure.ts';
import type { ConfirmedBottle } from '../confirm/confirm-bottle.ts';
import { bottleIdOf, type FoundBottle } from '../resolve/resolution.ts';

/** More than any sidecar has: a build record is part of an index, which may have at most 4 MiB. */
const SIDECAR_BYTES = 8 * 1024 * 1024;

/** Builds the sidecar of a confirmed bottle; undefined when the registry has no build record to make one from. */
export function sidecarOf({ found, bottles, entry }: ConfirmedBottle): string | undefined {
  const { builtAs, tap, cellar, introducedBy, origin } = found;
  return buildSidecar(bottles, entry, {
    bottle: bottleIdOf(found),
    fullName: tap === 'homebrew/core' ? builtAs : `${tap}/${builtAs}`,
    rootUrl: origin.rootUrl,
    cellar,
    formulaPath: introducedBy?.path,
    commit: introducedBy?.commit.oid,
  });
}

/**
 * Writes a sidecar under its final name, and replaces an older sidecar of the same bottle: sidecars are derived, and a run
 * with the history knows more than one without. Throws `FileExistsError` for any other file there, or `StoreError`.
 */
export async function placeSidecar(text: string, path: string, bottle: FoundBottle): Promise<void> {
  try {
    await placeBytes(Buffer.from(text), path);
  } catch (error) {
    if (!(error instanceof FileExistsError)) throw error;
    await requireOwnSidecar(path, bottle);
    await writeFileAtomic(path, text);
  }
}

/** Throws `FileExistsError` if anything else has the name of a bottle's sidecar. */
export async function requireOwnSidecar(path: string, bottle: FoundBottle): Promise<void> {
  if (!(await guardStore('read', path, () => isThere(path)))) return;
  if (await isSidecarOf(bottle, path)) return;
  throw new FileExistsError(
    `${path} already exists with other content: it is not a sidecar of this bottle`,
    {
      hint: 'Move it away, or choose another folder with --output.',
    },
  );
}

async function isSidecarOf({ bottleTag, sha256 }: FoundBottle, path: string): Promise<boolean> {
  try {
    const bytes = await readRegularFile(path, SIDECAR_BYTES);
    return parseSidecarStatement(bytes, bottleTag, path)?.sha256 === sha256;
  } catch (error) {
    if (error instanceof BrewpullError) return false;
    throw error;
  }
}
