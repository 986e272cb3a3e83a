import { UsageError } from '../../core/errors.ts';
import type { ToolSetup } from '../../receipt/signature/tools.ts';
import { parseKeys, type KeyFile } from '../../receipt/signature/verification-keys.ts';
import type { SignatureCheck } from '../../receipt/signature/verify-bytes.ts';
import type { Session } from '../session.ts';
import { readGivenFile } from './layers/given-file.ts';
import { OPTION_GROUPS } from './options/option-groups.ts';
import type { Arguments } from './options/arguments.ts';
import type { OptionName } from './options/options.ts';

const KEYS_MIB = 16;

/** Returns the setup for programs that sign and verify: they get the environment of this run and are interrupted with it. */
export function toolSetup({ terminal, signal }: Session): ToolSetup {
  const { env, stdinIsTTY, stderr } = terminal;
  return { environment: env, hasTerminal: stdinIsTTY && stderr.isTTY, signal };
}

/**
 * Reads the keys whose signatures count: `--allowed-signers`, `--revoked`, `--minisign-key` and `--gpg-key`. Throws
 * {@link UsageError} for a file that cannot be read, and `InvalidFileError` for one without keys.
 */
export async function readSignatureCheck(
  args: Arguments,
  session: Session,
): Promise<SignatureCheck> {
  if (args.text('revoked') !== undefined && args.text('allowed-signers') === undefined) {
    throw new UsageError('--revoked says which of the --allowed-signers no longer count', {
      hint: 'Add --allowed-signers FILE.',
    });
  }
  const [allowedSigners] = await readKeyFiles(args, session, 'allowed-signers');
  const [revoked] = await readKeyFiles(args, session, 'revoked');
  const minisign = await readKeyFiles(args, session, 'minisign-key');
  const gpg = await readKeyFiles(args, session, 'gpg-key');
  return {
    keys: parseKeys({ allowedSigners, revoked, minisign, gpg }),
    setup: toolSetup(session),
  };
}

/** Returns whether the options name any key that counts. */
export function namesKeys(args: Arguments): boolean {
  return OPTION_GROUPS.signers.some((option) => args.list(option).length > 0);
}

async function readKeyFiles(
  args: Arguments,
  session: Session,
  option: OptionName,
): Promise<readonly KeyFile[]> {
  return Promise.all(
    args.list(option).map(async (name) => ({
      what: name,
      bytes: await readGivenFile(session.resolvePath(name), {
        what: `--${option}`,
        limitMib: KEYS_MIB,
      }),
    })),
  );
}
