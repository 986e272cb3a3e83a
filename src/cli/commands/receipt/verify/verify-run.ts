import { InvalidFileError } from '../../../../core/errors.ts';
import type { CheckedFileOutput } from '../../../../output/receipt/receipt-output-schema.ts';
import { readSignaturesBeside } from '../../../../receipt/signature/signatures-beside.ts';
import type { SignatureCheck } from '../../../../receipt/signature/verify-bytes.ts';
import { isClearSigned } from '../../../../receipt/statement/clear-signed.ts';
import { checkSignatures } from '../../../../receipt/statement/check-signatures.ts';
import { readSignatureCheck } from '../../../arguments/signature-keys.ts';
import { batchExitCode, EXIT, exitCodeOf } from '../../../exit-code.ts';
import type { RunAction } from '../../../own-action.ts';
import { toErrorJson } from '../../../render/error-json.ts';
import { toFileSignatureJson } from '../../../render/signature-json.ts';
import type { Session } from '../../../session.ts';
import { forEachFile, readSignedFile, requireFiles } from '../given-files.ts';
import type { CheckOutcome } from './check-outcome.ts';
import { renderChecked } from './verify-text.ts';

/** Runs `brewpull receipt verify`: exits with 0 only if every file is signed and every signature is by a named key. */
export const runVerifySignatures: RunAction = async (words, args, session) => {
  requireFiles(words, 'verify');
  const check = await readSignatureCheck(args, session);
  const outcomes: readonly CheckOutcome[] = await forEachFile(words, session, (file) =>
    checkFile(file, check, session),
  );
  await session.answer({
    name: 'receipt-verify',
    json: () => ({ results: outcomes.map(toCheckJson) }),
    text: () => outcomes.map((outcome) => renderChecked(outcome, session.style)).join(''),
  });
  return batchExitCode(outcomes.map(exitCodeOfCheck));
};

async function checkFile(
  name: string,
  check: SignatureCheck,
  session: Session,
): Promise<CheckOutcome> {
  const { path, bytes, record } = await readSignedFile(name, session);
  if (record === undefined && isClearSigned(bytes)) {
    throw new InvalidFileError(`${name} is clear-signed, but is not a statement of brewpull`, {
      hint: 'Sign the receipt beside it (gpg --detach-sign), or its text: brewpull receipt text FILE.',
    });
  }
  const beside = await readSignaturesBeside(path);
  const signatures = await checkSignatures({ name, bytes, clear: record?.clear, beside }, check);
  const areGood = signatures.every(({ outcome }) => outcome.status === 'good');
  const verdict = areGood ? 'good' : 'bad';
  return {
    file: name,
    status: signatures.length === 0 ? 'unsigned' : verdict,
    form: record?.form ?? 'other',
    signatures,
  };
}

function toCheckJson(outcome: CheckOutcome): CheckedFileOutput {
  const { file } = outcome;
  if (outcome.status === 'failed') {
    return { file, status: outcome.status, error: toErrorJson(outcome.error) };
  }
  const { status, form, signatures } = outcome;
  return { file, status, form, signatures: signatures.map(toFileSignatureJson) };
}

function exitCodeOfCheck(outcome: CheckOutcome): number {
  if (outcome.status === 'failed') return exitCodeOf(outcome.error.code);
  return outcome.status === 'good' ? EXIT.done : EXIT.verification;
}
