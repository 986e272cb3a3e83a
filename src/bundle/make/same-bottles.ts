import type { ClosurePlan } from '../../closure/closure-plan.ts';
import type { Hex } from '../../core/digest.ts';
import { FileExistsError, InvalidFileError } from '../../core/errors.ts';
import { isEmptyFolder } from '../../store/place/check-place.ts';
import { codeOf, explainStoreFailure } from '../../store/store-failure.ts';
import { partPath } from '../../archive/place-parts.ts';
import type { BundleContents } from '../file/contents-schema.ts';
import type { GatheredBundle } from '../file/gathered-bundle.ts';
import { findBundleFiles } from '../file/bundle-files.ts';
import { readBundle } from '../file/open-bundle.ts';
import { requireOnlyBundle } from './look-at-folder.ts';

/** Where a bundle is to go. */
interface BundlePlace {
  readonly path: string;
  readonly format: 'folder' | 'tar';
  readonly splitBytes?: number | undefined;
  readonly overwrite?: boolean;
}

/**
 * Throws {@link FileExistsError} if a bundle's name is taken by something that the bundle of these plans may not replace:
 * anything that is no bundle and, without `overwrite`, a bundle of other bottles. To be called before anything is downloaded.
 */
export async function requireReplaceableBundle(
  output: BundlePlace,
  plans: readonly ClosurePlan[],
): Promise<void> {
  if (output.overwrite === true) {
    if (output.format === 'folder') await requireOnlyBundle(output.path);
    return;
  }
  const there = await readBundleThere(output);
  if (there === undefined) return;
  const planned = plans.map(({ target, items }) => ({
    bottleTag: target.bottleTag,
    items: items.map(({ found, isRequested }) => ({ sha256: found.sha256, isRequested })),
  }));
  if (bottlesIn(planned) === bottlesIn(there.targets)) return;
  throw new FileExistsError(`${output.path} already exists with other contents`, {
    hint: 'Add --force to replace it, or choose another name with --output.',
  });
}

/**
 * Checks whether the bundle that has the name is one of the same bottles and the same Homebrew. It then differs only in what the
 * run knew about them: one that read history has the formulae, and one that asked the registry does not.
 */
export async function isSameInside(
  output: BundlePlace,
  { targets, updateOf }: GatheredBundle,
): Promise<boolean> {
  let there: BundleContents | undefined;
  try {
    there = await readBundleThere(output);
  } catch (error) {
    if (error instanceof FileExistsError) return false;
    throw error;
  }
  const made = targets.map((each) => ({ ...each, bottleTag: each.target.bottleTag }));
  return (
    there !== undefined &&
    there.update?.of === updateOf &&
    bottlesIn(made) === bottlesIn(there.targets) &&
    brewsIn(made) === brewsIn(there.targets)
  );
}

/** Reads the bundle that has the name; undefined if nothing has it, or an empty folder. */
async function readBundleThere(output: BundlePlace): Promise<BundleContents | undefined> {
  const path = output.splitBytes === undefined ? output.path : partPath(output.path, 1);
  try {
    // There may be nothing under that name, which `openBundle` would call a wrong path.
    const reader = await readBundle(path, await findBundleFiles(path, false));
    await reader.close();
    return reader.contents;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (!(error instanceof InvalidFileError)) throw explainStoreFailure('read', path, error);
    if (output.format === 'folder' && (await isEmptyFolder(path))) return undefined;
    throw new FileExistsError(`${path} already exists and is not a bundle`, {
      cause: error,
      hint: 'Move it away, or choose another name with --output.',
    });
  }
}

interface Bottles {
  readonly bottleTag: string;
  readonly items: readonly { readonly sha256: Hex; readonly isRequested: boolean }[];
}

function bottlesIn(targets: readonly Bottles[]): string {
  return list(
    targets.map(({ bottleTag, items }) => [
      bottleTag,
      ...items.map(({ sha256, isRequested }) => `${sha256} ${isRequested}`).toSorted(),
    ]),
  );
}

function brewsIn(
  targets: readonly {
    readonly bottleTag: string;
    readonly brew?: { readonly tag: string; readonly ruby: { readonly sha256: Hex } } | undefined;
  }[],
): string {
  return list(
    targets.map(({ bottleTag, brew }) => [bottleTag, brew?.tag ?? '', brew?.ruby.sha256 ?? '']),
  );
}

function list(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => row.join('\n'))
    .toSorted()
    .join('\n\n');
}
