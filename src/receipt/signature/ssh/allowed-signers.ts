import { InvalidFileError } from '../../../core/errors.ts';

/** One line of an allowed signers file (`man ssh-keygen`, ALLOWED SIGNERS). */
export interface AllowedSigner {
  /** Names or patterns. */
  readonly principals: readonly string[];
  /** The public key in base64. */
  readonly keyBlob: string;
  /** Option names in lower case, with their values without quotes. */
  readonly options: ReadonlyMap<string, string>;
}

/** An allowed signers file: the bytes that `ssh-keygen` reads, and what they say. */
export interface AllowedSigners {
  readonly bytes: Uint8Array;
  readonly signers: readonly AllowedSigner[];
}

const KEY_TYPE = /^(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+$/;
const KEY_BLOB = /^[A-Za-z0-9+/]{20,}={0,2}$/;
/** A word; text in double quotes may hold spaces. */
const WORD = /(?:"[^"]*"|[^\s"])+/g;
const HINT =
  'Write a line for each person: a name, the type of the key and the key, for example: alice@example.org ssh-ed25519 AAAA…';

/**
 * Reads an allowed signers file. Only to explain: `ssh-keygen` decides who signed. Throws `InvalidFileError` for a line that
 * names no signer, with its number, and for a file without signers.
 */
export function parseAllowedSigners(bytes: Uint8Array, what: string): AllowedSigners {
  const signers: AllowedSigner[] = [];
  for (const [index, line] of Buffer.from(bytes).toString('utf8').split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const signer = parseLine(line);
    if (signer === undefined) {
      throw new InvalidFileError(`line ${index + 1} of ${what} names no allowed signer`, {
        hint: HINT,
      });
    }
    signers.push(signer);
  }
  if (signers.length === 0) {
    throw new InvalidFileError(`${what} names no allowed signer`, { hint: HINT });
  }
  return { bytes, signers };
}

function parseLine(line: string): AllowedSigner | undefined {
  const [names, ...words] = line.match(WORD) ?? [];
  const [first = ''] = words;
  // A line of a .pub file begins with the type of the key; but a name such as ssh-team may look like one.
  if (names === undefined || (KEY_TYPE.test(names) && KEY_BLOB.test(first))) return undefined;
  const options = KEY_TYPE.test(first) ? '' : first;
  const [type = '', keyBlob = ''] = options === '' ? words : words.slice(1);
  if (!KEY_TYPE.test(type) || !KEY_BLOB.test(keyBlob)) return undefined;
  return {
    principals: names
      .replaceAll('"', '')
      .split(',')
      .filter((name) => name !== ''),
    keyBlob: Buffer.from(keyBlob, 'base64').toString('base64'),
    options: parseOptions(options),
  };
}

function parseOptions(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
}

/** Reads the time of `valid-after` and `valid-before`: `YYYYMMDD` or `YYYYMMDDHHMM[SS]`, local time, or UTC with a `Z`. */
export function readSignerTime(text: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = parts;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone ?? ''}`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
