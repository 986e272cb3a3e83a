import { compareReceipts } from '../../../receipt/compare-receipts.ts';
import { parseReceipt } from '../../../receipt/receipt-schema.ts';
import { readGivenFile, RECEIPT_MIB } from '../../arguments/layers/given-file.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { renderComparison } from './comparison-text.ts';

/** Runs `brewpull compare`: exit 0 only when at least three networks agree about everything. */
export const runCompare: RunCommand = async (args, session) => {
  const receipts = await Promise.all(
    args.positionals.map(async (name) => ({
      name,
      receipt: parseReceipt(await readReceipt(session.resolvePath(name)), name),
    })),
  );
  const comparison = compareReceipts(receipts);
  await session.answer({
    json: () => comparison,
    text: () => renderComparison(comparison, session.style),
  });
  return comparison.verdict === 'agreed' ? EXIT.done : EXIT.verification;
};

async function readReceipt(path: string): Promise<Uint8Array> {
  return readGivenFile(path, {
    what: 'the receipt',
    hint: 'Make one with brewpull FORMULA … --receipt FILE --network-label NAME.',
    limitMib: RECEIPT_MIB,
  });
}
