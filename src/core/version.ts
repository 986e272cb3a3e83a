/** Orders two Homebrew versions: negative when `a` is older, 0 when they are the same version. */
export function compareVersions(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
