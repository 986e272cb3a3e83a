import { basename } from 'node:path';

import { FileExistsError, UsageError } from '../../../../core/errors.ts';
import { signBytes } from '../../../../receipt/signature/sign-bytes.ts';
import { SUFFIXES, type Signer } from '../../../../receipt/signature/signature.ts';
import { requirePlaceForFile } from '../../../../store/place/check-place.ts';
import { isThere } from '../../../../store/place/final-name.ts';
import { requireNamedFile } from '../../../../store/read/named-path.ts';
import type { Arguments } from '../../../arguments/options/arguments.ts';
import { toolSetup } from '../../../arguments/signature-keys.ts';
import { batchExitCode, EXIT, exitCodeOf } from '../../../exit-code.ts';
import type { RunAction } from '../../../own-action.ts';
import { placeResult } from '../../../place-result.ts';
import { toErrorJson } from '../../../render/error-json.ts';
import type { Session } from '../../../session.ts';
import { forEachFile, readSignedFile, requireFiles } from '../given-files.ts';

/** A file that was signed. */
interface SignedFile {
  readonly file: string;
  readonly status: 'signed';
  readonly signature: string;
}

/** Runs `brewpull receipt sign`: one failure does not stop the others from being signed. */
export const runSign: RunAction = async (words, args, session) => {
  requireFiles(words, 'sign');
  const signer = readSigner(args, session);
  const force = args.flag('force');
  const outcomes = await forEachFile(words, session, async (file): Promise<SignedFile> => {
    const signature = await signFile(file, { signer, force }, session);
    return { file, status: 'signed', signature };
  });
  const { kind } = signer;
  await session.answer({
    name: 'receipt-sign',
    json: () => ({
      results: outcomes.map((outcome) =>
        outcome.status === 'signed'
          ? { ...outcome, kind }
          : { ...outcome, error: toErrorJson(outcome.error) },
      ),
    }),
    paths: outcomes.flatMap((each) => (each.status === 'signed' ? [each.signature] : [])),
  });
  return batchExitCode(
    outcomes.map((each) => (each.status === 'signed' ? EXIT.done : exitCodeOf(each.error.code))),
  );
};

/** Signs a file, and returns the path of the signature. */
async function signFile(
  name: string,
  { signer, force }: { readonly signer: Signer; readonly force: boolean },
  session: Session,
): Promise<string> {
  const { path, bytes } = await readSignedFile(name, session);
  const signature = `${path}${SUFFIXES[signer.kind]}`;
  // Checked before the user types a passphrase.
  if (!force && (await isThere(signature))) {
    throw new FileExistsError(`${name}${SUFFIXES[signer.kind]} already exists`, {
      hint: 'Add --force to replace that signature, or check it: brewpull receipt verify.',
    });
  }
  await requirePlaceForFile(signature);
  const made = await signBytes(bytes, signer, {
    ...toolSetup(session),
    fileName: basename(path),
  });
  await placeResult(made.bytes, signature, force);
  return signature;
}

/** Reads the key that signs. Throws {@link UsageError} for none, for several, and for a key that is not a file. */
function readSigner(args: Arguments, session: Session): Signer {
  const ssh = args.text('ssh');
  const minisign = args.text('minisign');
  const gpg = args.text('gpg');
  const signers: readonly Signer[] = [
    ...(ssh === undefined ? [] : [{ kind: 'ssh', key: session.resolvePath(ssh) } as const]),
    ...(minisign === undefined
      ? []
      : [{ kind: 'minisign', key: session.resolvePath(minisign) } as const]),
    ...(gpg === undefined ? [] : [{ kind: 'gpg', id: gpg } as const]),
  ];
  const [signer] = signers;
  if (signer === undefined || signers.length > 1) {
    const fault =
      signer === undefined ? 'no signing key is named' : 'only one key can sign at a time';
    throw new UsageError(fault, {
      hint: 'Give one of --ssh FILE, --minisign FILE and --gpg ID, and run it again for another.',
    });
  }
  if (signer.kind !== 'gpg') requireNamedFile(signer.key, { what: `--${signer.kind}` });
  return signer;
}
