import type { BadSignature, SignatureOutcome } from '../signature.ts';

/**
 * Judges what `gpg --status-fd` wrote about one signature
 * (https://github.com/gpg/gnupg/blob/gnupg-2.2.40/doc/DETAILS). Only a single signature that gpg calls both good and valid
 * is `good`; messages meant for people are never read.
 */
export function judgeGpgStatus(status: string, exitCode: number): SignatureOutcome {
  const lines = status
    .split('\n')
    .filter((line) => line.startsWith('[GNUPG:] '))
    .map((line) => line.slice('[GNUPG:] '.length).trim().split(' '));
  const wordsOf = (keyword: string): readonly string[] | undefined =>
    lines.find(([word]) => word === keyword)?.slice(1);
  const signatures = lines.filter(([word]) => word === 'NEWSIG').length;
  if (signatures > 1) return bad('damaged', 'it holds more than one signature', undefined);
  const valid = wordsOf('VALIDSIG');
  const key = valid?.at(-1);
  const expired = wordsOf('EXPSIG') ?? wordsOf('EXPKEYSIG');
  const revoked = wordsOf('REVKEYSIG');
  const wrong = wordsOf('BADSIG');
  const failed = wordsOf('ERRSIG');
  if (wrong !== undefined) {
    return bad('other-content', 'it signs other content than this file has', wrong[0]);
  }
  if (revoked !== undefined) return bad('revoked', 'its key was revoked', key ?? revoked[0]);
  if (expired !== undefined) {
    return bad('expired', 'the signature or its key has expired', key ?? expired[0]);
  }
  const isUnknown = wordsOf('NO_PUBKEY') !== undefined || failed?.[5] === '9';
  if (failed !== undefined && isUnknown) {
    return bad('unknown-key', `no --gpg-key has its key ${failed[0] ?? ''}`.trim(), failed[0]);
  }
  const good = wordsOf('GOODSIG');
  if (good !== undefined && key !== undefined && /^[0-9A-F]{40,64}$/.test(key) && exitCode === 0) {
    const user = userIdOf(good.slice(1).join(' '));
    return { status: 'good', kind: 'gpg', key, principals: user === '' ? [] : [user] };
  }
  return bad('damaged', 'gpg finds no signature in it that it can check', failed?.[0]);
}

/** Decodes a user id, in which gpg percent-encodes control characters. */
function userIdOf(text: string): string {
  return text.replaceAll(/%([0-7][0-9A-Fa-f])/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function bad(code: BadSignature['code'], reason: string, key: string | undefined): BadSignature {
  return { status: 'bad', kind: 'gpg', code, reason, ...(key === undefined ? {} : { key }) };
}
