/** The tap a bare name belongs to. */
export const CORE_TAP = 'homebrew/core';

/** Names a formula so that those of different taps differ: as brew writes it, without the tap for homebrew/core. */
export function keyOf({
  tap,
  formula,
}: {
  readonly tap: string;
  readonly formula: string;
}): string {
  return tap === CORE_TAP ? formula : `${tap}/${formula}`;
}
