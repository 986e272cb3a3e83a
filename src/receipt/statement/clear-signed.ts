import { InvalidFileError } from '../../core/errors.ts';

const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const END = '-----END PGP SIGNATURE-----';

/** Returns whether the bytes contain a clear-signed text, as mails do. */
export function isClearSigned(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes(BEGIN);
}

/** A clear-signed text. */
export interface ClearText {
  /** The text that the signature claims to cover, without dash escapes and with a line feed after each line. Not verified. */
  readonly text: Uint8Array;
  /** The signed part with its signature, and nothing around it. */
  readonly message: Uint8Array;
}

/**
 * Extracts the signed part of a file, such as a mail; what is before and after it does not count
 * (https://www.rfc-editor.org/rfc/rfc9580#section-7). Throws `InvalidFileError` for more than one signed part, for one that is
 * cut off or malformed, and for headers other than `Hash`.
 */
export function readClearSigned(bytes: Uint8Array, what: string): ClearText {
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .map((line) => line.trimEnd());
  const [begin, signature, end] = [BEGIN, SIGNATURE, END].map((mark) => {
    const at = lines.indexOf(mark);
    if (at === -1) throw unfit(what, `is cut off: it has no line ${mark}`);
    if (lines.includes(mark, at + 1)) throw unfit(what, 'holds more than one signed text');
    return at;
  });
  if (begin === undefined || signature === undefined || end === undefined) {
    throw new Error('Internal error: three marks have three places');
  }
  const body = lines.indexOf('', begin);
  if (!(begin < body && body < signature && signature < end)) {
    throw unfit(what, 'has the parts of a signed text in the wrong order');
  }
  if (lines.slice(begin + 1, body).some((line) => !line.startsWith('Hash: '))) {
    throw unfit(what, 'has a line before the signed text that no signature covers');
  }
  const text = lines.slice(body + 1, signature);
  if (text.some((line) => /^-(?! )/.test(line))) {
    throw unfit(what, 'has a line in the signed text that begins with a bare dash');
  }
  return {
    text: Buffer.from(`${text.map((line) => line.replace(/^- /, '')).join('\n')}\n`),
    message: Buffer.from(`${lines.slice(begin, end + 1).join('\n')}\n`),
  };
}

function unfit(what: string, fault: string): InvalidFileError {
  return new InvalidFileError(`${what} ${fault}`, {
    hint: 'Give what gpg --clearsign wrote, or the mail with that one signed text.',
  });
}
