import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** A path that may be used, or why it may not: words that follow the option's name in a message. */
type ProjectPath = { readonly path: string } | { readonly refused: string };

/**
 * Reads a path in a project's file, which must lie below the file's own folder: relative, without `..`, without hidden names,
 * through no link that leads out, and to a file, a folder or nothing. Returns it relative to the working folder `cwd`.
 */
export async function readProjectPath(
  text: string,
  { folder, cwd }: { readonly folder: string; readonly cwd: string },
): Promise<ProjectPath> {
  const parts = text.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const reason = unfit(text, parts) ?? (await explainPlace(folder, text));
  if (reason !== undefined) return { refused: reason };
  const seen = relative(cwd, resolve(folder, text));
  return { path: seen === '' ? '.' : seen };
}

function unfit(text: string, parts: readonly string[]): string | undefined {
  if (isAbsolute(text) || /^[a-z]:/i.test(text))
    return 'must be relative to the folder of that file';
  if (/\p{C}/u.test(text)) return 'contains invisible characters';
  if (parts.at(-1) === '-') return 'must name a file, not standard input or output';
  if (parts.includes('..')) return 'must lie below the folder of that file';
  // Shells, git and desktops run what they find under hidden names.
  if (parts.some((part) => part.startsWith('.'))) return 'must not be a hidden file or folder';
  // Outside Windows `\` is part of a name, so the path would mean different places on different machines.
  if (text.includes('\\')) return 'must be written with / between folders';
  return undefined;
}

/** Walks down, because every link on the way must stay below. A path that does not exist yet leads nowhere. */
async function explainPlace(folder: string, text: string): Promise<string | undefined> {
  const base = await realpath(folder);
  let at = folder;
  for (const part of relative(folder, resolve(folder, text)).split(sep)) {
    at = join(at, part);
    const found = await lstat(at).catch(() => undefined);
    if (found === undefined) return undefined;
    if (!found.isSymbolicLink()) continue;
    const end = await realpath(at).catch(() => undefined);
    const below = end === undefined ? '..' : relative(base, end);
    if (isAbsolute(below) || below.split(sep).some((name) => name.startsWith('.'))) {
      return 'must lie below the folder of that file, and a link leads out of it';
    }
  }
  const found = await stat(at).catch(() => undefined);
  const isFit = found === undefined || found.isFile() || found.isDirectory();
  return isFit ? undefined : 'must be a file or a folder';
}
