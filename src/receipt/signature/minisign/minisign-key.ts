import { InvalidFileError } from '../../../core/errors.ts';

/** A minisign public key. */
export interface MinisignKey {
  /** The key as base64 text: what `minisign -P` takes. */
  readonly text: string;
  /** Sixteen hexadecimal digits, chosen by the key's maker: two keys may have the same ones. */
  readonly id: string;
  /** The key itself, without its id. */
  readonly point: string;
}

const KEY_LINE = /^RW[A-Za-z0-9+/]{54}$/;

/**
 * Reads a public key: a `.pub` file as `minisign -G` writes it, or just its last line. Throws `InvalidFileError` for anything
 * else, including a secret key.
 */
export function parseMinisignKey(bytes: Uint8Array, what: string): MinisignKey {
  const lines = Buffer.from(bytes).toString('utf8').trim().split(/\r?\n/);
  const text = (lines.at(-1) ?? '').trim();
  const isAlone = lines.length === 1 || (lines.length === 2 && isComment(lines[0]));
  if (isAlone && KEY_LINE.test(text)) {
    const raw = Buffer.from(text, 'base64');
    if (raw.length === 42 && raw.toString('latin1', 0, 2) === 'Ed') {
      return { text, id: keyIdOf(raw), point: raw.toString('hex', 10) };
    }
  }
  throw new InvalidFileError(`${what} is not a minisign public key`, {
    hint: 'Give the .pub file that minisign -G wrote, not the secret key and not a signature.',
  });
}

/** Returns the id of the key that a signature claims; undefined when the signature is not complete. */
export function readMinisignKeyId(signature: Uint8Array): string | undefined {
  const lines = Buffer.from(signature).toString('utf8').trim().split(/\r?\n/);
  const [untrusted, first = '', trusted, second = ''] = lines;
  if (lines.length !== 4 || !isComment(untrusted)) return undefined;
  if (trusted?.startsWith('trusted comment: ') !== true) return undefined;
  const raw = Buffer.from(first, 'base64');
  if (raw.length !== 74 || Buffer.from(second, 'base64').length !== 64) return undefined;
  return /^E[dD]$/.test(raw.toString('latin1', 0, 2)) ? keyIdOf(raw) : undefined;
}

function isComment(line: string | undefined): boolean {
  return line?.startsWith('untrusted comment:') === true;
}

function keyIdOf(raw: Buffer): string {
  return Buffer.from(raw.subarray(2, 10).toReversed()).toString('hex').toUpperCase();
}
