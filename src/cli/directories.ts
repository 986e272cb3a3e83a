import { isAbsolute, join } from 'node:path';

import type { Terminal } from './terminal.ts';

/** Where the user's configuration is: the XDG folder, which only an absolute path names, or `Library/Preferences` on macOS. */
export function configDirectory({ env, platform, homeDir }: Terminal): string {
  const xdg = env['XDG_CONFIG_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'brewpull');
  return platform === 'darwin'
    ? join(homeDir, 'Library/Preferences/brewpull')
    : join(homeDir, '.config/brewpull');
}
