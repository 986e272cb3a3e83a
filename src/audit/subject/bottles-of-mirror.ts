import { bottleFileName } from '../../core/bottle-name.ts';
import { bottleIdIn } from '../../core/bottle-id.ts';
import { digestOf, digestOfBytes, Sha256, verifyDigest, type Digest } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { keyOf } from '../../core/formula-key.ts';
import type { MirrorBottle } from '../../mirror/tree/file/mirror-schema.ts';
import type { MirrorReader } from '../../mirror/tree/file/open-mirror.ts';
import {
  SUMS_FILE,
  treeBlobPath,
  treeFormulaPath,
  treeManifestPath,
} from '../../mirror/tree/file/tree-layout.ts';
import type { TreeSums } from '../../mirror/tree/file/tree-sums.ts';
import type { AuditedBottle, AuditTarget } from './subject.ts';

/** Lists the bottles of a mirror by target, without those that no target gets any more. `sums` are those of its files. */
export function mirrorTargets(
  mirror: MirrorReader,
  sums: TreeSums | undefined,
): readonly AuditTarget[] {
  const { targets, bottles } = mirror.contents;
  return targets.map(({ bottleTag, isWhole, requested }) => {
    const asked = new Set(requested);
    return {
      bottleTag,
      bottles: bottles
        .filter((bottle) => bottle.targets.includes(bottleTag))
        .map((bottle) => ({
          ...bottleOf(bottle, mirror, sums),
          isRequested: isWhole || asked.has(keyOf(bottle)),
        })),
    };
  });
}

function bottleOf(
  bottle: MirrorBottle,
  mirror: MirrorReader,
  sums: TreeSums | undefined,
): Omit<AuditedBottle, 'isRequested'> {
  const { repository, reference, sizeBytes, sha256, indexDigest, commit } = bottle;
  const read = async (path: string, digest: Digest): Promise<Uint8Array> => {
    const bytes = await mirror.read(path);
    verifyDigest(`${mirror.path}/${path}`, digest, digestOfBytes(bytes));
    return bytes;
  };
  return {
    ...bottleIdIn(bottle),
    formulaNow: bottle.formula,
    fileName: bottleFileName(bottle),
    sizeBytes,
    dependencies: bottle.dependencies,
    commit: commit ?? undefined,
    place: { repository, reference },
    readFormula: async () => {
      if (!bottle.hasFormula) return undefined;
      const path = treeFormulaPath(bottle);
      const sum = sums?.get(path);
      if (sum === undefined) {
        throw new InvalidFileError(`${SUMS_FILE} of ${mirror.path} does not list ${path}`, {
          hint: `See what is wrong with brewpull verify ${mirror.path}.`,
        });
      }
      return read(path, digestOf(sum));
    },
    readIndex: () => read(treeManifestPath(repository, indexDigest), indexDigest),
    open: () => openChecked(mirror, treeBlobPath(repository, digestOf(sha256)), digestOf(sha256)),
  };
}

/** Streams a file. Throws `DigestMismatchError` at the end if its digest is wrong, so that callers must read all of it. */
async function* openChecked(
  mirror: MirrorReader,
  path: string,
  digest: Digest,
): AsyncGenerator<Uint8Array> {
  const sum = new Sha256();
  for await (const chunk of mirror.open(path)) {
    sum.update(chunk);
    yield chunk;
  }
  verifyDigest(`${mirror.path}/${path}`, digest, sum.digest());
}
