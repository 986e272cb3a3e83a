/**
 * Families of Intel processors in Macs, oldest first, by the number that macOS reports as `hw.cpufamily`
 * (Library/Homebrew/extend/os/mac/hardware/cpu/hardware.rb:100-131 at aad366ffaf).
 */
export const INTEL_FAMILIES: readonly (readonly [number: number, name: string])[] = [
  [0x73d67300, 'core'],
  [0x426f69ef, 'core2'],
  [0x78ea4fbc, 'penryn'],
  [0x6b5a4cd2, 'nehalem'],
  [0x573b5eec, 'westmere'],
  [0x5490b78c, 'sandybridge'],
  [0x1f65e835, 'ivybridge'],
  [0x10b282dc, 'haswell'],
  [0x582ed09c, 'broadwell'],
  [0x37fc219f, 'skylake'],
  [0x0f817246, 'kabylake'],
  [0x38435547, 'icelake'],
  [0x1cf8a03e, 'cometlake'],
];

/** Names a processor family as brew does; undefined if brew has no name for it. */
export function cpuFamilyName(number: number): string | undefined {
  // sysctl prints a signed number on some releases.
  return INTEL_FAMILIES.find(([family]) => family === number >>> 0)?.[1];
}
