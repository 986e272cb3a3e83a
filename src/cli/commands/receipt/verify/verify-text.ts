import type { ReceiptSignature } from '../../../../receipt/comparison.ts';
import { oneLine } from '../../../render/harmless.ts';
import type { Style } from '../../../render/style.ts';
import type { CheckOutcome } from './check-outcome.ts';

/** Formats the verdict on the signatures of one file; empty for a file that could not be read, which the error reports. */
export function renderChecked(outcome: CheckOutcome, style: Style): string {
  if (outcome.status === 'failed') return '';
  const { file, status, signatures } = outcome;
  const mark = status === 'good' ? style.green('good    ') : style.red(status.padEnd(8));
  const lines =
    signatures.length === 0
      ? [
          'no signature is beside it (.sig, .minisig or .asc); a clear-signed text is checked under its own name',
        ]
      : signatures.map(describeSignature);
  return `${mark} ${oneLine(file)}\n${lines.map((line) => `    ${oneLine(line)}\n`).join('')}`;
}

/** Describes in one line whether a signature is good, and whose it is. */
function describeSignature({ file, outcome }: ReceiptSignature): string {
  if (outcome.status === 'bad') return `${file}: ${outcome.code}: ${outcome.reason}`;
  const { kind, key, principals } = outcome;
  const by = principals.length === 0 ? '' : ` by ${principals.join(' or ')}`;
  return `${file}: good${by}, ${kind} key ${key}`;
}
