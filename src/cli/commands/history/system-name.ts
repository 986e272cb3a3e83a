import type { HistoryColumn } from '../../../history/answers/bottle-spans-table.ts';

const CHIPS = { x86_64: 'Intel', arm64: 'Apple silicon', i386: '32-bit Intel', ppc: 'PowerPC' };

/** Formats a system in words: `macOS 11 Big Sur, Intel`, `Linux, arm64`, `every system`. */
export function systemName({ key, label, displayName, arch }: HistoryColumn): string {
  if (arch === undefined) return key === 'all' ? 'every system' : label;
  return displayName === '' ? `${label}, ${arch}` : `macOS ${label} ${displayName}, ${CHIPS[arch]}`;
}
