import { relative, sep } from 'node:path';

import { UsageError } from '../../core/errors.ts';
import type { Receipt, ReceiptNetwork } from '../../receipt/receipt.ts';
import { formatProxy } from '../../http/proxy/proxy-settings.ts';
import { formatReceipt, parseReceipt, RECEIPT_BYTES } from '../../receipt/receipt-schema.ts';
import { requirePlaceForFile } from '../../store/place/check-place.ts';
import { requireReplaceable, writeOwnFile, type FileKind } from '../../store/place/own-file.ts';
import type { Session } from '../session.ts';
import type { Arguments } from './options/arguments.ts';
import { readFilePath } from './output-path.ts';

/** Where a receipt goes, and what the user says about the network. */
export interface ReceiptRequest {
  readonly path: string;
  readonly network: ReceiptNetwork;
  /** Returns what a project's file has decided so far. */
  projectFile(): Receipt['projectFile'];
}

/**
 * Reads `--receipt`, `--network-label` and `--country`; undefined without the first. Throws {@link UsageError}, and
 * `FileExistsError` if the file exists and is not a receipt.
 */
export async function readReceiptRequest(
  args: Arguments,
  session: Session,
): Promise<ReceiptRequest | undefined> {
  const file = readFilePath(args, session, { name: 'receipt', what: 'a receipt' });
  const label = readWords(args, 'network-label');
  const country = readWords(args, 'country');
  if (file === undefined) {
    if (args.strength('network-label') !== 0) return undefined;
    throw new UsageError('--network-label describes a receipt, but --receipt is missing', {
      hint: 'Add --receipt FILE.',
    });
  }
  const proxy = URL.parse(args.text('proxy') ?? '');
  const { path } = file;
  await requireReplaceable(path, kindOf(path));
  if (!args.flag('dry-run')) await requirePlaceForFile(path);
  return {
    path,
    network: { label, country, proxy: proxy === null ? undefined : formatProxy(proxy) },
    projectFile: () => {
      const used = args.projectUse();
      if (used === undefined) return undefined;
      const seen = relative(session.terminal.cwd(), used.path).replaceAll(sep, '/');
      return { path: seen, sha256: used.sha256, options: used.options };
    },
  };
}

/**
 * Writes a receipt, with what a project's file decided, over an older receipt but over nothing else. Throws `FileExistsError` or
 * `StoreError`.
 */
export async function writeReceipt(
  request: ReceiptRequest,
  receipt: Receipt,
  session: Session,
): Promise<void> {
  const { path } = request;
  const text = formatReceipt({ ...receipt, projectFile: request.projectFile() });
  await writeOwnFile(path, text, kindOf(path));
  session.note(`receipt: ${path}`);
}

function kindOf(path: string): FileKind {
  return {
    name: 'a receipt',
    maxBytes: RECEIPT_BYTES,
    parse: (bytes) => parseReceipt(bytes, path),
  };
}

function readWords(args: Arguments, name: 'network-label' | 'country'): string | undefined {
  const text = args.text(name);
  // Control characters could manipulate the terminal of someone who compares receipts.
  if (text === undefined || /^[^\p{C}]{1,100}$/u.test(text)) return text;
  throw new UsageError(`--${name} must be up to 100 printable characters`);
}
