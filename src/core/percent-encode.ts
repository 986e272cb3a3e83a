/** Encodes every UTF-8 byte of a text as `%XX`; a lone surrogate becomes the replacement character. */
export function percentEncode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const written = Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
  return written.map((pair) => `%${pair}`).join('');
}
