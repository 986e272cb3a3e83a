/** The tap a bare name belongs to. */
export const CORE_TAP = 'homebrew/core';

/** Names a formula uniquely across taps: as brew writes it, without the tap for homebrew/core. */
export function keyOf({
  tap,
  formula,
}: {
  readonly tap: string;
  readonly formula: string;
}): string {
  return tap === CORE_TAP ? formula : `${tap}/${formula}`;
}
