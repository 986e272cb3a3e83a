/** Writes every byte of a text in UTF-8 as `%XX`; half a surrogate pair becomes the replacement character. */
export function percentEncode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const written = Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
  return written.map((pair) => `%${pair}`).join('');
}
