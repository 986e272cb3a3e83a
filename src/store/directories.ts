import envPaths from 'env-paths';

/** Returns the system's folder for a program's caches: `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`. */
export function standardCacheDirectory(program: string): string {
  return envPaths(program, { suffix: '' }).cache;
}
