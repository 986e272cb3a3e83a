import { compareReleases, findReleaseByCodename } from '../../core/macos.ts';
import type { Probe } from './probe-schema.ts';
import { INTEL_FAMILIES } from './cpu-family.ts';

/**
 * Warns if the machine's processor is older than those that Homebrew builds for on its macOS (`Hardware.oldest_cpu`,
 * Library/Homebrew/extend/os/mac/hardware.rb at 4.1.0 and aad366ffaf): its bottles may then stop with an illegal instruction, as
 * happens on Macs that run a newer macOS than Apple supports there.
 */
export function cpuWarning({ target, cpuFamily }: Probe): string | undefined {
  if (target.system !== 'macos' || target.arch !== 'x86_64' || cpuFamily === undefined)
    return undefined;
  const { release } = target;
  const isFrom = (codename: string): boolean => {
    const first = findReleaseByCodename(codename);
    return first !== undefined && compareReleases(release, first) >= 0;
  };
  // Mojave's bottles were built for Nehalem until Homebrew stopped building them; the rule now begins at Catalina.
  const oldest = isFrom('ventura') ? 'westmere' : isFrom('mojave') ? 'nehalem' : 'core2';
  if (rank(cpuFamily) < 0 || rank(cpuFamily) >= rank(oldest)) return undefined;
  return `the processor of this Mac (${cpuFamily}) is older than those that Homebrew builds for on macOS ${release.version} (${oldest}): some programs may stop with "Illegal instruction"`;
}

function rank(name: string): number {
  return INTEL_FAMILIES.findIndex(([, family]) => family === name);
}
