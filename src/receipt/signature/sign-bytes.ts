import { readFile } from 'node:fs/promises';

import { ToolError } from '../../core/errors.ts';
import { unreachable } from '../../core/unreachable.ts';
import { NAMESPACE, SUFFIXES, type MadeSignature, type Signer } from './signature.ts';
import { runTool, type ToolName, type ToolResult, type ToolSetup } from './tools.ts';
import { withWorkFolder } from './work-folder.ts';

/** How the program is run, and the name of the signed file, which minisign writes into the signature. */
export interface SigningSetup extends ToolSetup {
  readonly fileName?: string | undefined;
}

/**
 * Signs bytes with the user's own program: `ssh-keygen -Y sign -n brewpull`, `minisign -S` or `gpg --detach-sign`, which may
 * ask for a passphrase. It signs a copy of these bytes, so that a file cannot change between being read and being signed.
 * Throws `ToolError` when the program is not installed or does not sign.
 */
export async function signBytes(
  bytes: Uint8Array,
  signer: Signer,
  setup: SigningSetup,
): Promise<MadeSignature> {
  const signed = await withWorkFolder(async (folder) => {
    const file = await folder.write('content', bytes);
    const made = `${file}${SUFFIXES[signer.kind]}`;
    const { tool, args } = commandOf(signer, { file, made, fileName: setup.fileName });
    const result = await runTool(tool, { args, input: 'terminal' }, setup);
    const signature = await readFile(made).catch(() => undefined);
    if (result.exitCode === 0 && signature !== undefined && signature.length > 0) return signature;
    throw didNotSign(tool, signer, result);
  });
  return { kind: signer.kind, suffix: SUFFIXES[signer.kind], bytes: signed };
}

interface SignedCopy extends Pick<SigningSetup, 'fileName'> {
  readonly file: string;
  /** Where the signature goes. */
  readonly made: string;
}

function commandOf(
  signer: Signer,
  { file, made, fileName }: SignedCopy,
): { readonly tool: ToolName; readonly args: readonly string[] } {
  switch (signer.kind) {
    case 'ssh':
      return {
        tool: 'ssh-keygen',
        args: ['-q', '-Y', 'sign', '-n', NAMESPACE, '-f', signer.key, file],
      };
    case 'minisign': {
      // By default minisign would name the copy.
      const name = fileName !== undefined && /^[ -~]{1,200}$/.test(fileName) ? fileName : 'unnamed';
      const comment = `timestamp:${Math.floor(Date.now() / 1000)}\tfile:${name}`;
      const args = ['-S', '-s', signer.key, '-t', comment, '-x', made, '-m', file];
      return { tool: 'minisign', args };
    }
    case 'gpg': {
      const what = ['--armor', '--detach-sign', '--local-user', signer.id];
      return { tool: 'gpg', args: [...what, '--output', made, file] };
    }
    default:
      return unreachable(signer);
  }
}

function didNotSign(tool: ToolName, signer: Signer, { stderr }: ToolResult): ToolError {
  const key = signer.kind === 'gpg' ? signer.id : signer.key;
  const said = stderr
    .split('\n')
    .map((line) => line.replace(/^Enter passphrase[^:]*:/, '').trim())
    .findLast((line) => line !== '' && !/^Signing |^\[GNUPG:\]/.test(line));
  return new ToolError(
    `${tool} did not sign with ${key}${said === undefined ? '' : `: ${said.slice(0, 200)}`}`,
    { tool, hint: HINTS[signer.kind] },
  );
}

const HINTS: Readonly<Record<Signer['kind'], string>> = {
  ssh: 'Name an OpenSSH private key, or a .pub file whose private key is in ssh-agent (ssh-add -L lists those).',
  minisign: 'Name the secret key that minisign -G made, not its public key, and type its password.',
  gpg: 'List the keys that can sign with gpg --list-secret-keys, and name one of them.',
};
