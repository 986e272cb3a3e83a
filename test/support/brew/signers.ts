import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execFileSync, spawnSync } from '../limits/processes.ts';

/** Whether the programs that sign are here; CI has them. */
export const HAS_SIGNERS = ['ssh-keygen', 'minisign', 'gpg'].every(
  (tool) => spawnSync(tool, ['--version']).error === undefined,
);

/** Makes an ssh key, and gives the path of its private half; the public one has `.pub` at its end. */
export async function sshKey(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path]);
  return path;
}

/** Signs a file with an ssh key, into FILE.sig. */
export async function signSsh(key: string, file: string, namespace = 'brewpull'): Promise<void> {
  await rm(`${file}.sig`, { force: true });
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', key, file]);
}

/** Makes a minisign key without a password, and gives the path of its private half; the public one has `.pub` at its end. */
export async function minisignKey(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  const args = ['-G', '-W', '-f', '-s', path, '-p', `${path}.pub`];
  execFileSync('minisign', args, { input: '\n\n' });
  return path;
}

/** Signs a file with a minisign key, into FILE.minisig. */
export async function signMinisign(key: string, file: string): Promise<void> {
  const args = ['-S', '-s', key, '-m', file, '-x', `${file}.minisig`, '-t', 'for the Mac'];
  execFileSync('minisign', args, { input: '\n' });
}

/** An OpenPGP key in a home of its own. */
export interface GpgKey {
  readonly home: string;
  readonly id: string;
  /** A file with the public key, armored. */
  readonly publicFile: string;
}

/** Makes an OpenPGP key; `options` go before the command of gpg. */
export async function gpgKey(
  folder: string,
  name: string,
  { expires = 'never', options = [] }: { expires?: string; options?: readonly string[] } = {},
): Promise<GpgKey> {
  const home = join(folder, `${name}-home`);
  await mkdir(home, { mode: 0o700 });
  const id = `${name}@example.org`;
  const key = { home, id, publicFile: join(folder, `${name}.asc`) };
  gpg(key, [
    ...options,
    '--passphrase',
    '',
    '--quick-generate-key',
    id,
    'ed25519',
    'sign',
    expires,
  ]);
  await writeFile(key.publicFile, gpg(key, ['--armor', '--export', id]));
  return key;
}

/** Signs a file with an OpenPGP key, into FILE.asc. */
export async function signGpg(
  key: GpgKey,
  file: string,
  options: readonly string[] = [],
): Promise<void> {
  await rm(`${file}.asc`, { force: true });
  gpg(key, [...options, '--armor', '-u', key.id, '--output', `${file}.asc`, '--detach-sign', file]);
}

/** Ends what gpg has left running for a key. */
export function endGpg(key: GpgKey): void {
  spawnSync('gpgconf', ['--homedir', key.home, '--kill', 'all']);
}

function gpg({ home }: GpgKey, args: readonly string[]): string {
  return execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', ...args]);
}
