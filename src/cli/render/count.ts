/** Formats a number of things: `1 formula`, `2 formulae`. */
export function formatCount(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
