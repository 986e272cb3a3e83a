import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { signBytes } from '../../../src/receipt/signature/sign-bytes.ts';
import { parseKeys, type KeyFile } from '../../../src/receipt/signature/verification-keys.ts';
import { verifyBytes } from '../../../src/receipt/signature/verify-bytes.ts';
import { allowSigners, makeMinisignKey, makeSshKey } from '../../support/signing/signing-keys.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const CONTENT = Buffer.from('what was fetched\n');

function file(path: string): KeyFile {
  return { what: path, bytes: readFileSync(path) };
}

test.each([
  ['ssh', 'ssh-keygen', 'No user exists for uid 1600', 255],
  ['ssh', 'ssh-keygen', 'unknown option -- Y', 1],
  ['minisign', 'minisign', 'cannot open the file', 2],
  ['gpg', 'gpg', 'gpg: Fatal: cannot create a folder', 2],
] as const)('%s: %s that cannot work here says nothing about a signature', async (...row) => {
  const [kind, tool, said, code] = row;
  await using folder = await tempFolder();
  const ssh = makeSshKey(folder.path, 'alice');
  const minisign = makeMinisignKey(folder.path, 'bob');
  const signature =
    kind === 'gpg'
      ? { kind, bytes: Buffer.from('-----BEGIN PGP SIGNATURE-----\n') }
      : await signBytes(
          CONTENT,
          kind === 'ssh' ? { kind, key: ssh.path } : { kind, key: minisign.secret },
          { environment: process.env },
        );
  const script = `#!/bin/sh\necho '${said}' >&2\nexit ${code}\n`;
  writeFileSync(join(folder.path, tool), script, { mode: 0o755 });
  const keys = parseKeys({
    allowedSigners: file(allowSigners(folder.path, `alice ${ssh.line}`)),
    minisign: [file(minisign.public)],
    gpg: [{ what: 'carol.asc', bytes: Buffer.from('-----BEGIN PGP PUBLIC KEY BLOCK-----\n') }],
  });
  const environment = { ...process.env, PATH: `${folder.path}:${process.env['PATH']}` };

  await expect(
    verifyBytes(CONTENT, signature, { keys, setup: { environment } }),
  ).rejects.toMatchObject({
    code: 'TOOL',
    message: `${tool} could not check the signature: ${said}`,
  });
});
