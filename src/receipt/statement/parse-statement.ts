import { parseBottleFileName } from '../../core/bottle-name.ts';
import { InvalidFileError } from '../../core/errors.ts';
import type { Receipt } from '../receipt.ts';
import { checkReceipt, RECEIPT_BYTES } from '../receipt-schema.ts';
import { formatStatement, FROM_CACHE, STATEMENT_TITLE } from './format-statement.ts';

const HINT =
  'Give the text as brewpull receipt text wrote it: no line broken, added or left out. Attach it to a mail rather than paste it.';
const HEAD = /^([0-9a-f]{64}) {2}(\S.*)$/;
const FIELD = /^( {2})?([a-z]+): (\S.*)$/;

/** One file of a statement: its line, and the values below it by key. */
interface Block {
  readonly sha256: string;
  readonly name: string;
  readonly fields: Map<string, string[]>;
}

/** Returns whether bytes claim to be a statement, whatever else is wrong with them. */
export function isStatement(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('utf8');
  return start.replace(/^\uFEFF/, '').startsWith('brewpull statement ');
}

/**
 * Reads a statement back into a receipt, without what the text leaves out. Accepts Windows line endings; any other change is
 * refused, since the receipt must give exactly this text again. Throws `InvalidFileError`, which names the changed line.
 */
export function parseStatement(bytes: Uint8Array, what: string): Receipt {
  if (bytes.length > RECEIPT_BYTES) throw unfit(what, `has more than ${RECEIPT_BYTES} bytes`);
  const text = decode(bytes, what).replaceAll('\r\n', '\n');
  const lines = text.split('\n');
  if (lines[0] !== STATEMENT_TITLE) throw unfit(what, `does not begin with "${STATEMENT_TITLE}"`);
  const { head, blocks } = readBlocks(lines, what);
  const one = (key: string): string | undefined => head.get(key)?.[0];
  const [name = '', version = ''] = (one('by') ?? '').split(/ (?=[^ ]*$)/);
  const receipt = checkReceipt(
    {
      schemaVersion: 1,
      tool: { name, version },
      created: one('made') ?? '',
      network: { label: one('network'), country: one('country'), proxy: one('proxy') },
      artifacts: blocks.map(readArtifact),
    },
    what,
  );
  requireSameText(lines, formatStatement(receipt).split('\n'), what);
  return receipt;
}

function readBlocks(
  lines: readonly string[],
  what: string,
): { readonly head: ReadonlyMap<string, string[]>; readonly blocks: readonly Block[] } {
  const head = new Map<string, string[]>();
  const blocks: Block[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const [, sha256, name] = HEAD.exec(line) ?? [];
    const [, indent, key, value] = FIELD.exec(line) ?? [];
    if (sha256 !== undefined && name !== undefined) {
      blocks.push({ sha256, name, fields: new Map() });
    } else if (key !== undefined && value !== undefined) {
      const fields = indent === undefined ? head : blocks.at(-1)?.fields;
      fields?.set(key, [...(fields.get(key) ?? []), value]);
    } else {
      throw unfit(what, `has a line ${index + 1} that does not belong in it`);
    }
  }
  return { head, blocks };
}

/** Turns a block into JSON; the schema of receipts reports what is missing in it. */
function readArtifact({ sha256, name, fields }: Block): object {
  const one = (key: string): string | undefined => fields.get(key)?.[0];
  const document = { digest: `sha256:${sha256}`, sizeBytes: Number(one('size') ?? '-1') };
  const from = { registry: one('registry'), repository: one('repository') };
  const connection = readConnection(one('fetched'), one('proxy'));
  if (fields.has('brew')) {
    const [commit, tree, source] = [one('brew'), one('tree'), one('source')];
    return { kind: 'brew', tag: name, commit, tree, tar: document, source, connection };
  }
  if (fields.has('image')) {
    return {
      kind: 'image',
      reference: name,
      platform: one('image') === '-' ? undefined : one('image'),
      ...from,
      manifest: document,
      config: readDocument(one('config')),
      layers: (fields.get('layer') ?? []).map(readDocument),
      connection,
    };
  }
  return {
    kind: 'bottle',
    ...parseBottleFileName(name),
    tap: one('bottle'),
    sha256,
    fileName: name,
    sizeBytes: document.sizeBytes,
    ...from,
    blob: document,
    connection,
  };
}

function readDocument(text: string | undefined): object {
  const [digest = '', size = '-1'] = (text ?? '').split(' ');
  return { digest, sizeBytes: Number(size) };
}

function readConnection(text: string | undefined, proxy: string | undefined): object | undefined {
  if (text === FROM_CACHE) return undefined;
  const [startedAt = '', finishedAt = ''] = (text ?? '').split(' ');
  return { startedAt, finishedAt, proxy };
}

function requireSameText(lines: readonly string[], wanted: readonly string[], what: string): void {
  const length = Math.max(lines.length, wanted.length);
  for (let index = 0; index < length; index += 1) {
    if (lines[index] !== wanted[index]) {
      throw unfit(
        what,
        `is not as it was written: line ${index + 1} was changed, added or left out`,
      );
    }
  }
}

function decode(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unfit(what, 'is not UTF-8 text', cause);
  }
}

function unfit(what: string, fault: string, cause?: unknown): InvalidFileError {
  return new InvalidFileError(`the statement ${what} ${fault}`, { hint: HINT, cause });
}
