import { UsageError } from '../../../core/errors.ts';
import { findReleaseByVersion, macosOfDarwin } from '../../../core/macos.ts';
import {
  macosTarget,
  parseArch,
  parseTarget,
  parseTargetTag,
  type Target,
} from '../../../core/target.ts';
import type { Terminal } from '../../terminal.ts';
import type { Arguments } from '../options/arguments.ts';

/**
 * Reads the targets: `--target` (repeatable) or `--macos` with `--arch`; with neither, the Mac that brewpull runs on. Throws
 * {@link UsageError} when they contradict each other or none is given.
 */
export function readTargets(args: Arguments, terminal: Terminal): readonly [Target, ...Target[]] {
  const macos = args.strength('macos');
  const byTag = args.strength('target');
  if (byTag !== undefined && (macos === undefined || byTag <= macos)) {
    if (byTag === macos) {
      throw new UsageError('--target and --macos both name the target', {
        hint: 'Use one of them.',
      });
    }
    const [first, ...rest] = [...new Set(args.list('target'))].map(parseTargetTag);
    if (first !== undefined) {
      if (args.strength('arch') === byTag) requireArch(args.text('arch'), [first, ...rest]);
      return [first, ...rest];
    }
  }
  for (const name of ['macos', 'arch'] as const) requireOne(name, args);
  const words = { macos: args.text('macos'), arch: args.text('arch') };
  if (words.macos === undefined) {
    const here = thisMac(terminal);
    if (here !== undefined && words.arch === undefined) return [here];
  }
  return [parseTarget(words)];
}

function requireArch(word: string | undefined, targets: readonly Target[]): void {
  if (word === undefined) return;
  const arch = parseArch(word);
  const other = targets.find((target) => target.arch !== arch);
  if (other === undefined) return;
  throw new UsageError(`--arch ${word} does not fit --target ${other.bottleTag}`, {
    hint: 'Leave out --arch: a bottle tag says the architecture, e.g. arm64_big_sur.',
  });
}

/** Otherwise the last of several values would silently win. */
function requireOne(name: 'macos' | 'arch', args: Arguments): void {
  const words = [...new Set(args.list(name))];
  if (words.length < 2) return;
  throw new UsageError(`--${name} is given with several values: ${words.join(', ')}`, {
    hint: 'For several targets repeat --target, e.g. --target big_sur --target monterey.',
  });
}

/** Describes the Mac that brewpull runs on; undefined elsewhere, and for a macOS newer than the table. */
function thisMac({ platform, arch, kernelRelease }: Terminal): Target | undefined {
  if (platform !== 'darwin') return undefined;
  const darwin = Number(/^\d+/.exec(kernelRelease)?.[0]);
  const release = findReleaseByVersion(macosOfDarwin(darwin));
  return release === undefined
    ? undefined
    : macosTarget(release, arch === 'arm64' ? 'arm64' : 'x86_64');
}
