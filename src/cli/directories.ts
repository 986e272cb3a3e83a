import { isAbsolute, join } from 'node:path';

import type { Terminal } from './terminal.ts';

/**
 * Returns the folder of the user's configuration: below `XDG_CONFIG_HOME` if that is an absolute path, or else below
 * `Library/Preferences` on macOS and `.config` elsewhere.
 */
export function configDirectory({ env, platform, homeDir }: Terminal): string {
  const xdg = env['XDG_CONFIG_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'brewpull');
  return platform === 'darwin'
    ? join(homeDir, 'Library/Preferences/brewpull')
    : join(homeDir, '.config/brewpull');
}
