import type { OptionSpec } from '../option.ts';

/** Options for the Macs that bottles are for. */
export const TARGET_OPTIONS = {
  macos: {
    type: 'text',
    project: 'any',
    value: 'RELEASE',
    summary: 'macOS of the target: 11, 11.7, big_sur, "Big Sur"',
  },
  arch: {
    type: 'text',
    project: 'any',
    value: 'ARCH',
    summary: 'architecture of the target: amd64 (x86_64, intel) or arm64 (aarch64, apple)',
  },
  target: {
    type: 'list',
    project: 'any',
    value: 'TAG',
    summary: 'the target as a bottle tag, e.g. big_sur or x86_64_linux; repeatable',
  },
  exact: {
    type: 'flag',
    rare: true,
    project: 'on',
    summary: 'refuse bottles built for an older macOS',
  },
  'brew-version': {
    type: 'text',
    rare: true,
    project: 'any',
    value: 'VERSION',
    summary: 'version of brew on the Mac, e.g. 4.1.13',
  },
} as const satisfies Record<string, OptionSpec>;
