/** More than any release name has; file systems allow 255 bytes. */
const MAX_LENGTH = 200;

/**
 * Returns the file name of a download: the last part of its URL, or of the fragment with which a formula renames it. Unusual
 * characters become `_`; if the name is then empty or hidden, it is appended to the formula's name.
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
