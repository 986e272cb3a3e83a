import { existsSync } from 'node:fs';

import { signSumsWith, type SignSums } from '../../bundle/signature/sign-sums.ts';
import { parseSignerKey } from '../../bundle/signature/signer-key.ts';
import { UsageError } from '../../core/errors.ts';
import type { Signer } from '../../receipt/signature/signature.ts';
import { requireNamedFile } from '../../store/read/named-path.ts';
import type { SignerRequest } from '../../verify/verify-signature.ts';
import type { Session } from '../session.ts';
import { readGivenFile } from './layers/given-file.ts';
import type { Arguments } from './options/arguments.ts';
import { toolSetup } from './signature-keys.ts';

/**
 * Reads `--signer`: a file with a public key or allowed signers, or an ssh or minisign public key itself. Throws
 * {@link UsageError} if there is no such file, `InvalidFileError` if the file holds no key.
 */
export async function readSigner(
  args: Arguments,
  session: Session,
): Promise<SignerRequest | undefined> {
  const name = args.text('signer');
  if (name === undefined) return undefined;
  const isText = /^(?:RW[A-Za-z0-9+/]{54}|(?:sk-)?(?:ssh|ecdsa)-\S+ AAAA.*)$/.test(name);
  const path = session.resolvePath(name);
  const bytes =
    isText && !existsSync(path)
      ? Buffer.from(name)
      : await readGivenFile(path, { what: '--signer', limitMib: 1 });
  return { key: parseSignerKey(bytes, name), name, setup: toolSetup(session) };
}

/**
 * Reads `--sign`. Throws {@link UsageError} for anything but KIND:KEY, for two keys of one kind, and for a key that is not a
 * file.
 */
export function readSignOption(args: Arguments, session: Session): SignSums | undefined {
  const signers = args.list('sign').map((text) => parseSigner(text, session));
  if (new Set(signers.map(({ kind }) => kind)).size < signers.length) {
    throw new UsageError('--sign names two keys of one kind, and there is one file for each kind', {
      hint: 'Name one key of each kind: ssh, minisign, gpg.',
    });
  }
  return signers.length === 0 ? undefined : signSumsWith(signers, toolSetup(session));
}

function parseSigner(text: string, session: Session): Signer {
  const [, kind, name = ''] = /^(ssh|minisign|gpg):(.+)$/s.exec(text) ?? [];
  if (kind === 'gpg') return { kind, id: name };
  if (kind === 'ssh' || kind === 'minisign') {
    const key = session.resolvePath(name);
    requireNamedFile(key, { what: '--sign' });
    return { kind, key };
  }
  throw new UsageError(`--sign takes KIND:KEY, and not ${text}`, {
    hint: 'Name the private key: ssh:FILE, minisign:FILE, or gpg:NAME for a key of your keyring.',
  });
}
