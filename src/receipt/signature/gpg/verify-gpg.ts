import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { SignatureOutcome } from '../signature.ts';
import { didNotCheck, runTool, type ToolSetup } from '../tools.ts';
import { withWorkFolder, type WorkFolder } from '../work-folder.ts';
import { noKey, type GpgKeys } from './gpg-keys.ts';
import { judgeGpgStatus } from './gpg-status.ts';

/** Which keys count, and how gpg is run. */
export interface GpgCheck {
  readonly keys: readonly GpgKeys[];
  readonly setup: ToolSetup;
}

/** Keeps gpg from asking, fetching or starting anything, and from trusting any key besides those of this run. */
const STRICT = [
  '--no-options',
  '--batch',
  '--no-tty',
  '--no-autostart',
  '--no-auto-key-locate',
  '--no-auto-key-retrieve',
  '--disable-dirmngr',
  '--trust-model=always',
  '--status-fd=1',
];

/**
 * Verifies an OpenPGP signature with `gpg`, in a keyring that has only the named keys: the user's keyring does not count.
 * Throws `ToolError` when `gpg` is missing, and `InvalidFileError` for a named file without a key.
 */
export async function verifyGpg(
  content: Uint8Array,
  signature: Uint8Array,
  check: GpgCheck,
): Promise<SignatureOutcome> {
  return withWorkFolder(async (folder) => {
    const run = await openKeyring(folder, check);
    const file = await folder.write('signature', signature);
    const signed = await folder.write('content', content);
    const { stdout, exitCode } = await run(['--verify', file, signed]);
    return judgeGpgStatus(stdout, exitCode);
  });
}

/** The outcome for a clear-signed text, and the text that the signature covers. */
export interface ClearSigned {
  readonly outcome: SignatureOutcome;
  /** What `gpg` extracted from the signed part; undefined unless the signature is good. */
  readonly text: Uint8Array | undefined;
}

/** Verifies a clear-signed text, such as a mail, and returns only the text of the signed part. Throws as {@link verifyGpg}. */
export async function verifyClearSigned(
  message: Uint8Array,
  check: GpgCheck,
): Promise<ClearSigned> {
  return withWorkFolder(async (folder) => {
    const run = await openKeyring(folder, check);
    const file = await folder.write('message', message);
    const plain = join(folder.path, 'plain');
    const { stdout, exitCode } = await run(['--output', plain, '--decrypt', file]);
    const outcome = judgeGpgStatus(stdout, exitCode);
    const text = outcome.status === 'good' ? await readFile(plain) : undefined;
    return { outcome, text };
  });
}

type RunGpg = (args: readonly string[]) => ReturnType<typeof runTool>;

async function openKeyring(folder: WorkFolder, { keys, setup }: GpgCheck): Promise<RunGpg> {
  const environment = { GNUPGHOME: folder.path };
  const run: RunGpg = async (args) => {
    const result = await runTool('gpg', { args: [...STRICT, ...args], environment }, setup);
    // gpg writes a status line whatever it finds.
    if (!result.stdout.includes('[GNUPG:] ')) throw didNotCheck('gpg', result);
    return result;
  };
  // Without this file, newer versions of GnuPG may keep keys in a daemon, which is not started here.
  await folder.write('common.conf', '');
  for (const [index, { what, bytes }] of keys.entries()) {
    const file = await folder.write(`key-${index}`, bytes);
    const { stdout } = await run(['--import', file]);
    if (!/^\[GNUPG:\] IMPORT_OK /m.test(stdout)) throw noKey(what);
  }
  return run;
}
