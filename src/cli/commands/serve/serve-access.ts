import { UsageError } from '../../../core/errors.ts';
import { parseAccessToken } from '../../../mirror/serve/access-token.ts';
import {
  parseServerKeys,
  type KeyFile,
  type ServerKeys,
} from '../../../mirror/serve/server-keys.ts';
import { cannotRead } from '../../../store/read/named-path.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import type { Session } from '../../session.ts';

/** More than any certificate chain needs. */
const LIMIT_BYTES = 1024 * 1024;

/** Reads `--cert` and `--key`, which go together. Throws {@link UsageError}. */
export async function readServerKeys(
  args: Arguments,
  session: Session,
): Promise<ServerKeys | undefined> {
  const [certificate, key] = [args.text('cert'), args.text('key')];
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined) {
    const missing = certificate === undefined ? '--cert' : '--key';
    throw new UsageError(`${missing} is missing: TLS needs a certificate and its key`, {
      hint: 'Give both: --cert cert.pem --key key.pem',
    });
  }
  return parseServerKeys(
    await readNamed('--cert', session.resolvePath(certificate)),
    await readNamed('--key', session.resolvePath(key)),
    session.terminal.now(),
  );
}

/** Reads `--token-file`. Throws {@link UsageError}, which never repeats the contents of the file. */
export async function readServerToken(
  args: Arguments,
  session: Session,
): Promise<string | undefined> {
  const file = args.text('token-file');
  if (file === undefined) return undefined;
  if (file === '-') {
    return parseAccessToken(await readStandardInput(session), 'standard input');
  }
  const { path, bytes } = await readNamed('--token-file', session.resolvePath(file));
  return parseAccessToken(bytes, path);
}

async function readStandardInput({ terminal }: Session): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of terminal.stdin) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > LIMIT_BYTES) break;
  }
  return Buffer.concat(chunks);
}

async function readNamed(what: string, path: string): Promise<KeyFile> {
  try {
    return { path, bytes: await readRegularFile(path, LIMIT_BYTES) };
  } catch (error) {
    throw cannotRead(path, error, { what });
  }
}
