import { sortTexts } from '../../sorted-groups.ts';
import { NAMESPACE, type BadSignature, type SignatureOutcome } from '../signature.ts';
import { didNotCheck, runTool, type ToolResult, type ToolSetup } from '../tools.ts';
import { withWorkFolder } from '../work-folder.ts';
import { readSignerTime, type AllowedSigner, type AllowedSigners } from './allowed-signers.ts';
import { readSshSignature, type SshSignature } from './ssh-signature.ts';

/** Which keys count. */
export interface SshKeys {
  readonly allowed: AllowedSigners | undefined;
  /** A key revocation list, or public keys one per line. */
  readonly revoked: Uint8Array | undefined;
}

/** How many principals are tried for one signature. */
const MAX_PRINCIPALS = 50;

/**
 * Verifies an OpenSSH signature with `ssh-keygen`: the namespace, the content, then whether a line of allowed signers has the
 * key today. The exit codes decide; what is read here only explains why. Throws `ToolError` when `ssh-keygen` is missing or
 * cannot work here.
 */
export async function verifySsh(
  content: Uint8Array,
  signature: Uint8Array,
  { keys, setup }: { readonly keys: SshKeys; readonly setup: ToolSetup },
): Promise<SignatureOutcome> {
  const read = readSshSignature(signature);
  if (read === undefined) {
    return bad(undefined, 'damaged', 'it is not a complete OpenSSH signature');
  }
  if (read.namespace !== NAMESPACE) {
    const shown = JSON.stringify(read.namespace.slice(0, 40));
    return bad(read, 'other-namespace', `it was made for ${shown}, not for "${NAMESPACE}"`);
  }
  return withWorkFolder(async (folder) => {
    const file = await folder.write('signature', signature);
    const run: RunKeygen = async (action, ...args) => {
      const all = ['-Y', action, '-s', file, ...args];
      return runTool('ssh-keygen', { args: all, input: content }, setup);
    };
    const checked = await run('check-novalidate', '-n', NAMESPACE);
    const key = fingerprintIn(checked);
    if (key === undefined) {
      if (!saysWrong(checked)) throw didNotCheck('ssh-keygen', checked);
      return bad(read, 'other-content', 'it signs other content than this file has');
    }
    if (keys.allowed === undefined) {
      return bad(read, 'unknown-key', `no --allowed-signers names its key ${read.fingerprint}`);
    }
    const allowed = await folder.write('allowed', keys.allowed.bytes);
    const verify = ['verify', '-n', NAMESPACE, '-f', allowed] as const;
    const lines = keys.allowed.signers.filter(({ keyBlob }) => keyBlob === read.keyBlob);
    const found = await run('find-principals', '-f', allowed);
    const names = [...linesOf(found), ...lines.flatMap(({ principals }) => principals)];
    const principals: string[] = [];
    for (const name of sortTexts(names).slice(0, MAX_PRINCIPALS)) {
      if ((await run(...verify, '-I', name)).exitCode === 0) principals.push(name);
    }
    const [first] = principals;
    if (first === undefined) return explainRefusal(read, lines);
    if (keys.revoked !== undefined) {
      const revoked = await folder.write('revoked', keys.revoked);
      if ((await run(...verify, '-I', first, '-r', revoked)).exitCode !== 0) {
        return bad(read, 'revoked', `its key ${read.fingerprint} is in --revoked`);
      }
    }
    return { status: 'good', kind: 'ssh', key, principals };
  });
}

type RunKeygen = (action: string, ...args: readonly string[]) => Promise<ToolResult>;

/**
 * Returns the key as `ssh-keygen` itself names it: a signature may encode an RSA key in several ways, or carry a certificate
 * of it, and each would have its own hash. Undefined if the signature is not of this content.
 */
function fingerprintIn({ exitCode, stdout }: ToolResult): string | undefined {
  return exitCode === 0 ? / key (SHA256:[A-Za-z0-9+/]{43})$/m.exec(stdout)?.[1] : undefined;
}

/** Returns whether it called the signature wrong: it also exits with 255 for an unknown user or an option that is too new. */
function saysWrong({ exitCode, stderr }: ToolResult): boolean {
  return exitCode !== 0 && /could not verify signature|incorrect signature/i.test(stderr);
}

function linesOf({ exitCode, stdout }: ToolResult): readonly string[] {
  return exitCode === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}

function explainRefusal(read: SshSignature, lines: readonly AllowedSigner[]): BadSignature {
  const reason = lines.map((line) => explainLine(read, line)).find((each) => each !== undefined);
  if (reason !== undefined) return reason;
  return lines.length === 0
    ? bad(read, 'unknown-key', `no line of --allowed-signers has its key ${read.fingerprint}`)
    : bad(
        read,
        'not-permitted',
        `--allowed-signers has its key in a line that ssh-keygen does not accept: a name with a space needs quotes, and an option or a time may be wrong`,
      );
}

function explainLine(read: SshSignature, { options }: AllowedSigner): BadSignature | undefined {
  const before = options.get('valid-before');
  const after = options.get('valid-after');
  const namespaces = options.get('namespaces');
  if (options.has('cert-authority')) {
    return bad(read, 'not-permitted', '--allowed-signers has its key only to certify other keys');
  }
  if (namespaces !== undefined && !matchesNamespace(namespaces)) {
    return bad(read, 'not-permitted', `--allowed-signers allows its key only for ${namespaces}`);
  }
  if (before !== undefined && Number(readSignerTime(before)) < Date.now()) {
    return bad(read, 'expired', `--allowed-signers has its key only up to ${before}`);
  }
  if (after !== undefined && Number(readSignerTime(after)) > Date.now()) {
    return bad(read, 'not-yet-valid', `--allowed-signers has its key only from ${after} on`);
  }
  return undefined;
}

/** Matches patterns as OpenSSH does: `*`, `?`, and `!` before what is excluded. */
function matchesNamespace(patterns: string): boolean {
  const all = patterns.split(',');
  return (
    all.some((pattern) => !pattern.startsWith('!') && isLike(pattern)) &&
    !all.some((pattern) => pattern.startsWith('!') && isLike(pattern.slice(1)))
  );
}

function isLike(pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(NAMESPACE);
}

function bad(
  read: SshSignature | undefined,
  code: BadSignature['code'],
  reason: string,
): BadSignature {
  return {
    status: 'bad',
    kind: 'ssh',
    code,
    reason,
    ...(read === undefined ? {} : { key: read.fingerprint }),
  };
}
