import { compareReleases, findReleaseByCodename } from '../../core/macos.ts';
import type { Probe, ProbedBrew } from './probe-schema.ts';

/**
 * Says what keeps the brew of a probed machine from installing a bundle: there is none, it does not start, or it is for other
 * processors. Undefined if nothing is known to.
 */
export function brewNote(probe: Probe): string | undefined {
  const { brew, prefix, target } = probe;
  if (brew === undefined) {
    return prefix === undefined
      ? 'no Homebrew was found on that machine; --with-brew puts one into the bundle'
      : undefined;
  }
  const wall = rubyWall(probe, brew);
  if (brew.starts === 'no') {
    const reason = brew.reason === '' ? 'it does not say why' : brew.reason;
    return `the Homebrew on that machine does not start: ${wall ?? reason}; ${ANOTHER}`;
  }
  if (brew.starts === 'unknown' && wall !== undefined) {
    return `the Homebrew on that machine will not start: ${wall}; ${ANOTHER}`;
  }
  if (target.arch === 'arm64' && brew.arch === 'x86_64') {
    return `the Homebrew in ${prefix ?? 'that place'} is for Intel, and bottles for ${target.bottleTag} do not fit there; --with-brew puts one that takes them into the bundle`;
  }
  return undefined;
}

const ANOTHER = '--with-brew puts one that starts into the bundle';

/**
 * Says that a Portable Ruby is too new. The macOS that it was built for is the oldest that it runs on, whatever brew itself says.
 */
function rubyWall({ target }: Probe, brew: ProbedBrew): string | undefined {
  if (target.system !== 'macos' || brew.ruby === 'system') return undefined;
  const { rubyTag, rubyWanted, reason } = brew;
  const oldest = findReleaseByCodename(rubyTag.replace(/^arm64_/, ''));
  if (oldest === undefined || compareReleases(target.release, oldest) >= 0) return undefined;
  const said = brew.ruby === 'portable' && reason !== '' ? ` (${reason})` : '';
  return `its Portable Ruby ${rubyWanted} is built for macOS ${oldest.version} and newer, and that Mac has ${target.release.version}${said}`;
}
