/** Longer names than any release has; file systems take 255 bytes. */
const MAX_LENGTH = 200;

/**
 * Gives the file name of a download: the last part of its URL, or of the fragment by which a formula renames it. What is no
 * plain name character becomes `_`, and a name that is empty or hidden then is the formula's with that at its end.
 */
export function prebuiltFileName(url: string, formula: string): string {
  const { pathname = '', hash = '' } = URL.parse(url) ?? {};
  const renamed = hash.startsWith('#/') ? hash.slice('#/'.length) : '';
  const parts = (renamed === '' ? pathname : renamed).split('/').filter((part) => part !== '');
  // SourceForge writes `…/tool.zip/download`.
  if (parts.at(-1) === 'download' && parts.length > 1) parts.pop();
  const name = decode(parts.at(-1) ?? '')
    .replaceAll(/[^\w.+@~-]/g, '_')
    .slice(0, MAX_LENGTH);
  return /^[\w@+]/.test(name) ? name : `${formula}${name.replace(/^[.~-]+/, '-')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
