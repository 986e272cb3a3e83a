import { compareReleases, findReleaseByCodename } from './macos.ts';
import type { Target } from './target.ts';

/** From when on Homebrew built nothing for a macOS and all older ones, on both architectures. */
const ENDS: readonly { readonly codename: string; readonly end: string }[] = [
  { codename: 'catalina', end: '2023-03-02' },
  { codename: 'big_sur', end: '2023-10-03' },
  { codename: 'monterey', end: '2024-09-15' },
  { codename: 'ventura', end: '2025-09-17' },
];
/** From when on Homebrew built nothing for any Intel Mac. */
const INTEL_END = '2026-08-27';

/**
 * Gives the day from which on Homebrew built no bottle for a system, as `2023-10-03`; undefined while it does. What runs on every
 * system (`all`) and the parts of Portable Ruby, which are built for old systems to this day, are not bound by it:
 * {@link isAlwaysBuilt}.
 *
 * Sources. Each day is the one after the last new checksum with a tag of that system in the daily copy of homebrew-core that
 * lzwme/homebrew-cn keeps, 2023-03-01 to 2026-08-22, other taps' formulae and Portable Ruby left out: 1 checksum on 2023-10-02 after 32 on 2023-09-26
 * (`big_sur`), 14 on 2024-09-14 (`monterey`), 1 on 2025-09-16 after 3 on 2025-09-15 (`ventura`). Catalina and older systems
 * have none at all there, so that their true end is earlier. Homebrew/brew gave these up on 2023-09-21 (c3a2c40aa8), 2024-09-09
 * (4ab19e09da) and 2025-09-12 (e63c885033). Intel: Homebrew's last build for it.
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

/** Tells whether a formula of homebrew/core is built for systems that Homebrew builds nothing else for: Portable Ruby and its parts. */
export function isAlwaysBuilt(formula: string): boolean {
  return formula.startsWith('portable-');
}
