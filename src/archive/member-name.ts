/**
 * Returns why a name in an archive is not safe to use as a relative path; undefined if it is safe. Only plain relative names
 * with `/` pass: no drive letters, backslashes, control characters, empty parts, `.` or `..`.
 */
export function unsafeNameReason(name: string): string | undefined {
  if (name === '') return 'has no name';
  if (name.startsWith('/')) return 'is an absolute path';
  if (name.includes('\\')) return 'has a backslash in its name';
  if (/^[A-Za-z]:/.test(name)) return 'begins with a drive letter';
  // oxlint-disable-next-line no-control-regex -- these are what is refused
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'has control characters in its name';
  const parts = name.split('/');
  if (parts.includes('..')) return 'leads out with ..';
  if (parts.includes('.') || parts.includes('')) return 'has an empty part in its name';
  return undefined;
}

/** Returns whether a link at `name` to `linkName` stays inside the archive; hard links are relative to the archive's root. */
export function isLinkInside(name: string, linkName: string, isHardLink: boolean): boolean {
  if (linkName === '' || linkName.startsWith('/') || linkName.includes('\\')) return false;
  const parts = isHardLink ? [] : name.split('/').slice(0, -1);
  for (const part of linkName.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return false;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return true;
}

/** Returns the form in which two names are equal if file systems that ignore case and Unicode form treat them as one. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
