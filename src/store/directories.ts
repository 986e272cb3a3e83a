import envPaths from 'env-paths';

/** Gives the system's place for a program's caches: `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`. */
export function standardCacheDirectory(program: string): string {
  return envPaths(program, { suffix: '' }).cache;
}
