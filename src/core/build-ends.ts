import { compareReleases, findReleaseByCodename } from './macos.ts';
import type { Target } from './target.ts';

/** The first day on which Homebrew built nothing more for a macOS and all older ones, on both architectures. */
const ENDS: readonly { readonly codename: string; readonly end: string }[] = [
  { codename: 'catalina', end: '2023-03-02' },
  { codename: 'big_sur', end: '2023-10-03' },
  { codename: 'monterey', end: '2024-09-15' },
  { codename: 'ventura', end: '2025-09-17' },
];
/** The first day on which Homebrew built nothing more for any Intel Mac. */
const INTEL_END = '2026-08-27';

/**
 * Returns the first day on which Homebrew built no more bottles for a system, as `2023-10-03`; undefined while it still does.
 * This does not apply to bottles that run on every system (`all`), nor to the parts of Portable Ruby, which are built for old
 * systems to this day: {@link isAlwaysBuilt}.
 *
 * Sources. Each day is the one after the last new checksum with a bottle tag of that system in lzwme/homebrew-cn's daily copy
 * of homebrew-core, 2023-03-01 to 2026-08-22, leaving out formulae of other taps and Portable Ruby: 1 checksum on 2023-10-02
 * after 32 on 2023-09-26 (`big_sur`), 14 on 2024-09-14 (`monterey`), 1 on 2025-09-16 after 3 on 2025-09-15 (`ventura`).
 * Catalina and older systems have none at all there, so their true end is earlier. Homebrew/brew dropped the others on
 * 2023-09-21 (c3a2c40aa8), 2024-09-09 (4ab19e09da) and 2025-09-12 (e63c885033). Intel: Homebrew's last build for it.
 */
export function buildsEnded(target: Target): string | undefined {
  if (target.system === 'linux') return undefined;
  const { release, arch } = target;
  const found = ENDS.find(({ codename }) => {
    const last = findReleaseByCodename(codename);
    return last !== undefined && compareReleases(release, last) <= 0;
  });
  return found?.end ?? (arch === 'x86_64' ? INTEL_END : undefined);
}

/** Returns whether a formula of homebrew/core is built even for systems that get no other builds: Portable Ruby and its parts. */
export function isAlwaysBuilt(formula: string): boolean {
  return formula.startsWith('portable-');
}
