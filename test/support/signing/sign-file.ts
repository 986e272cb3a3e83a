import { rmSync } from 'node:fs';

import { execFileSync, spawnSync } from '../limits/processes.ts';
import type { GpgHome } from './signing-keys.ts';

/** Whether the programs that sign are installed; CI has them. */
export const HAS_SIGNERS = ['ssh-keygen', 'minisign', 'gpg'].every(
  (tool) => spawnSync(tool, ['--version']).error === undefined,
);

/** Signs a file with an ssh key, into FILE.sig. */
export function signSsh(key: string, file: string, namespace = 'brewpull'): void {
  rmSync(`${file}.sig`, { force: true });
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', key, file]);
}

/** Signs a file with a minisign key, into FILE.minisig. */
export function signMinisign(key: string, file: string): void {
  const comment = ['-t', 'for the Mac'];
  execFileSync('minisign', ['-S', '-s', key, '-m', file, '-x', `${file}.minisig`, ...comment]);
}

/** Signs a file with an OpenPGP key, into FILE.asc; `options` go before the command of gpg. */
export function signGpg(home: GpgHome, user: string, ...options: readonly string[]) {
  return (file: string): void => {
    home.run(...options, '--armor', '-u', user, '--output', `${file}.asc`, '--detach-sign', file);
  };
}
