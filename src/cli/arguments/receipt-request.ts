import { relative, resolve, sep } from 'node:path';

import { UsageError } from '../../core/errors.ts';
import type { Receipt, ReceiptNetwork } from '../../core/receipt.ts';
import { formatProxy } from '../../http/proxy-settings.ts';
import { formatReceipt } from '../../provenance/receipt-schema.ts';
import { writeFileAtomic } from '../../store/atomic-write.ts';
import type { Session } from '../session.ts';
import type { Arguments } from './arguments.ts';

/** Where a receipt goes, and what the person says of the network. */
export interface ReceiptRequest {
  readonly path: string;
  readonly network: ReceiptNetwork;
  /** What the file of a project decided, up to now. */
  projectFile(): Receipt['projectFile'];
}

/** Reads `--receipt`, `--network-label` and `--country`; undefined without the first. Throws {@link UsageError}. */
export function readReceiptRequest(args: Arguments, session: Session): ReceiptRequest | undefined {
  const said = args.text('receipt');
  const label = readWords(args, 'network-label');
  const country = readWords(args, 'country');
  if (said === undefined) {
    if (args.strength('network-label') !== 0) return undefined;
    throw new UsageError(
      '--network-label says something about a receipt, and --receipt is missing',
      {
        hint: 'Add --receipt FILE.',
      },
    );
  }
  const proxy = URL.parse(args.text('proxy') ?? '');
  return {
    path: resolve(session.terminal.cwd(), said),
    network: { label, country, proxy: proxy === null ? undefined : formatProxy(proxy) },
    projectFile: () => {
      const used = args.projectUse();
      if (used === undefined) return undefined;
      const seen = relative(session.terminal.cwd(), used.path).replaceAll(sep, '/');
      return { path: seen, sha256: used.sha256, options: used.options };
    },
  };
}

/** Writes a receipt, with what a project's file decided. Throws `StoreError`. */
export async function writeReceipt(
  request: ReceiptRequest,
  receipt: Receipt,
  session: Session,
): Promise<void> {
  await writeFileAtomic(
    request.path,
    formatReceipt({ ...receipt, projectFile: request.projectFile() }),
  );
  session.note(`receipt: ${request.path}`);
}

function readWords(args: Arguments, name: 'network-label' | 'country'): string | undefined {
  const text = args.text(name);
  // Control characters could steer the terminal of whoever compares receipts.
  if (text === undefined || /^[^\p{C}]{1,100}$/u.test(text)) return text;
  throw new UsageError(`--${name} must be up to 100 printable characters`);
}
