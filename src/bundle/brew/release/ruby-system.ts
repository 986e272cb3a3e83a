import { parseBottleTag } from '../../../core/bottle-tag.ts';
import type { BrewSystem } from './brew-release.ts';

/** Returns the system that a bottle tag of Portable Ruby is for; undefined for any other bottle tag. */
export function systemOfRubyTag(bottleTag: string): BrewSystem | undefined {
  const parsed = parseBottleTag(bottleTag);
  if (parsed === undefined || parsed.kind === 'all') return undefined;
  const { arch, kind } = parsed;
  if (arch !== 'x86_64' && arch !== 'arm64') return undefined;
  return kind === 'linux' ? `${arch}-linux` : `${arch}-darwin`;
}
