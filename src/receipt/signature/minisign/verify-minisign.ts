import type { BadSignature, SignatureOutcome } from '../signature.ts';
import { didNotCheck, runTool, type ToolSetup } from '../tools.ts';
import { withWorkFolder } from '../work-folder.ts';
import { readMinisignKeyId, type MinisignKey } from './minisign-key.ts';

/**
 * Verifies a signature with `minisign -V` and each named key that has the id it claims. Throws `ToolError` when `minisign`
 * is missing or does not check it.
 */
export async function verifyMinisign(
  content: Uint8Array,
  signature: Uint8Array,
  { keys, setup }: { readonly keys: readonly MinisignKey[]; readonly setup: ToolSetup },
): Promise<SignatureOutcome> {
  const id = readMinisignKeyId(signature);
  if (id === undefined) return bad(undefined, 'damaged', 'it is not a complete minisign signature');
  const fitting = keys.filter((key) => key.id === id);
  if (fitting.length === 0) {
    return bad(id, 'unknown-key', `no --minisign-key has its key id ${id}`);
  }
  return withWorkFolder(async (folder) => {
    const file = await folder.write('signature', signature);
    const signed = await folder.write('content', content);
    for (const { text } of fitting) {
      const args = ['-V', '-q', '-P', text, '-x', file, '-m', signed];
      const checked = await runTool('minisign', { args }, setup);
      const { exitCode } = checked;
      if (exitCode === 0) return { status: 'good', kind: 'minisign', key: text, principals: [] };
      // minisign exits with 1 for a bad signature, and with 2 when it could not check.
      if (exitCode !== 1) throw didNotCheck('minisign', checked);
    }
    return bad(id, 'other-content', `it signs other content than this file has, or was changed`);
  });
}

function bad(key: string | undefined, code: BadSignature['code'], reason: string): BadSignature {
  return { status: 'bad', kind: 'minisign', code, reason, ...(key === undefined ? {} : { key }) };
}
