import { UsageError } from '../../../core/errors.ts';
import { compareReceipts } from '../../../receipt/compare-receipts.ts';
import type { NamedReceipt } from '../../../receipt/comparison.ts';
import { readSignaturesBeside } from '../../../receipt/signature/signatures-beside.ts';
import type { SignatureCheck } from '../../../receipt/signature/verify-bytes.ts';
import { checkSignatures } from '../../../receipt/statement/check-signatures.ts';
import { readRecord } from '../../../receipt/statement/read-record.ts';
import { readGivenFile, RECEIPT_MIB } from '../../arguments/layers/given-file.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { namesKeys, readSignatureCheck } from '../../arguments/signature-keys.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import type { Session } from '../../session.ts';
import { toComparisonJson } from './comparison-json.ts';
import { renderComparison } from './comparison-text.ts';

/** Runs `brewpull compare`: exits with 0 only if at least three networks agree about everything, and enough keys signed that. */
export const runCompare: RunCommand = async (args, session) => {
  const requiredKeys = args.count('require-signatures', { min: 1, max: 50 });
  const check = await readCheck(args, session, requiredKeys);
  const receipts: NamedReceipt[] = [];
  const unchecked: string[] = [];
  for (const name of args.positionals) {
    const { receipt, isSigned } = await readReceipt(name, check, session);
    receipts.push(receipt);
    if (isSigned && check === undefined) unchecked.push(name);
  }
  const comparison = compareReceipts(receipts, { requiredKeys });
  await session.answer({
    name: 'compare',
    json: () => toComparisonJson(comparison),
    text: () => renderComparison(comparison, session.style),
    notes: unchecked.map(
      (name) =>
        `note: ${name} is signed, and that was not checked: name keys, e.g. --allowed-signers`,
    ),
  });
  return comparison.verdict === 'agreed' ? EXIT.done : EXIT.verification;
};

/**
 * Reads the keys that count; undefined if signatures are not asked for. Throws `UsageError` if signatures are required and no key
 * is named.
 */
async function readCheck(
  args: Arguments,
  session: Session,
  requiredKeys: number | undefined,
): Promise<SignatureCheck | undefined> {
  if (namesKeys(args)) return readSignatureCheck(args, session);
  if (requiredKeys === undefined) return undefined;
  throw new UsageError('--require-signatures needs the keys that count, and none is named', {
    hint: 'Add --allowed-signers FILE, --minisign-key FILE or --gpg-key FILE.',
  });
}

async function readReceipt(
  name: string,
  check: SignatureCheck | undefined,
  session: Session,
): Promise<{ readonly receipt: NamedReceipt; readonly isSigned: boolean }> {
  const path = session.resolvePath(name);
  const bytes = await readGivenFile(path, {
    what: 'the receipt',
    hint: 'Make one with brewpull FORMULA … --receipt FILE --network-label NAME.',
    limitMib: RECEIPT_MIB,
  });
  const { receipt, clear } = readRecord(bytes, name);
  const beside = await readSignaturesBeside(path);
  const signatures =
    check === undefined ? undefined : await checkSignatures({ name, bytes, clear, beside }, check);
  return {
    receipt: { name, receipt, signatures },
    isSigned: beside.length > 0 || clear !== undefined,
  };
}
