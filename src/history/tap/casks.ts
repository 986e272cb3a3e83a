import type { Repository } from '../../git/repository.ts';

/** Returns whether a tap has casks at a commit. */
export async function hasCasks(repository: Repository, commit: string): Promise<boolean> {
  return (await repository.listTree(`${commit}:Casks`)) !== undefined;
}

/**
 * Returns whether a tap has a cask of this name at a commit: in `Casks`, in the folder of its first character, or among the
 * fonts. The name must be one that `parseFormulaRef` accepts.
 * Rule: Library/Homebrew/tap.rb and tap/core_cask_tap.rb at aad366ffaf.
 */
export async function findCask(
  repository: Repository,
  commit: string,
  name: string,
): Promise<boolean> {
  const token = name.toLowerCase();
  const places = ['', `${token.charAt(0)}/`, `font/font-${token.charAt('font-'.length)}/`];
  const found = await Promise.all(
    places.map((place) => repository.read(`${commit}:Casks/${place}${token}.rb`)),
  );
  return found.some((object) => object.status === 'found' && object.type === 'blob');
}
