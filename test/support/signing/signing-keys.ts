import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { hexOfBytes } from '../../../src/core/digest.ts';
import { execFileSync, spawnSync } from '../limits/processes.ts';

/** Makes an OpenSSH key without a passphrase: the path of the private key, and the public line without a comment. */
export function makeSshKey(
  folder: string,
  name: string,
  type = 'ed25519',
): { path: string; line: string } {
  const path = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', path]);
  const line = readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  return { path, line };
}

/** Writes a file of allowed signers. */
export function allowSigners(folder: string, ...lines: readonly string[]): string {
  const path = join(folder, `allowed-${hexOfBytes(lines.join(','))}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Makes a minisign key without a password. */
export function makeMinisignKey(folder: string, name: string): { secret: string; public: string } {
  const made = { secret: join(folder, `${name}.key`), public: join(folder, `${name}.pub`) };
  execFileSync('minisign', ['-G', '-W', '-p', made.public, '-s', made.secret]);
  return made;
}

/** A GnuPG keyring, to be used by setting `GNUPGHOME` to it; {@link GpgHome.stop} ends the agent. */
export class GpgHome {
  readonly home: string;

  constructor(folder: string, name: string) {
    this.home = join(folder, name);
    mkdirSync(this.home, { mode: 0o700 });
  }

  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, GNUPGHOME: this.home };
  }

  run(...args: readonly string[]): string {
    return execFileSync('gpg', ['--batch', '--no-tty', '--yes', ...args], {
      env: this.environment,
    });
  }

  /** `expires` as gpg takes it: `never`, or a time such as `20200101T000000`. */
  makeKey(user: string, expires = 'never'): void {
    this.run('--passphrase', '', '--quick-generate-key', user, 'ed25519', 'sign', expires);
  }

  /** Writes the public key of a user, and returns its path. */
  exportKey(user: string): string {
    const path = join(this.home, 'public.asc');
    this.run('--armor', '--output', path, '--export', user);
    return path;
  }

  stop(): void {
    spawnSync('gpgconf', ['--kill', 'all'], { env: this.environment });
  }
}
