import { readFileSync, writeFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { signBytes } from '../../../src/receipt/signature/sign-bytes.ts';
import type {
  DetachedSignature,
  SignatureOutcome,
  Signer,
} from '../../../src/receipt/signature/signature.ts';
import {
  parseKeys,
  type KeyFile,
  type KeyFiles,
} from '../../../src/receipt/signature/verification-keys.ts';
import { verifyBytes } from '../../../src/receipt/signature/verify-bytes.ts';
import { execFileSync } from '../../support/limits/processes.ts';
import {
  allowSigners,
  GpgHome,
  makeMinisignKey,
  makeSshKey,
} from '../../support/signing/signing-keys.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const CONTENT = Buffer.from('what was fetched\n');

function keyFile(path: string): KeyFile {
  return { what: path, bytes: readFileSync(path) };
}

function sign(
  signer: Signer,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<DetachedSignature> {
  return signBytes(CONTENT, signer, { environment });
}

function verify(
  signature: DetachedSignature,
  keys: KeyFiles,
  content: Uint8Array = CONTENT,
): Promise<SignatureOutcome> {
  return verifyBytes(content, signature, {
    keys: parseKeys(keys),
    setup: { environment: process.env },
  });
}

test('OpenSSH: the key is told with its person, and every other case has its own answer', async () => {
  await using folder = await tempFolder();
  const alice = makeSshKey(folder.path, 'alice');
  const bob = makeSshKey(folder.path, 'bob');
  const signature = await sign({ kind: 'ssh', key: alice.path });
  const allow = (...lines: readonly string[]): KeyFiles => ({
    allowedSigners: keyFile(allowSigners(folder.path, ...lines)),
  });
  const named = `alice@example.org ${alice.line}`;
  const good = await verify(signature, allow(named));
  const elsewhere = execFileSync('ssh-keygen', ['-lf', `${alice.path}.pub`]).split(' ')[1];

  expect(good).toEqual({
    status: 'good',
    kind: 'ssh',
    key: elsewhere,
    principals: ['alice@example.org'],
  });
  const cases: readonly (readonly [string, KeyFiles, Uint8Array?])[] = [
    ['unknown-key', {}],
    ['unknown-key', allow(`bob@example.org ${bob.line}`)],
    ['other-content', allow(named), Buffer.from('something else\n')],
    ['expired', allow(`alice@example.org valid-before="20200101" ${alice.line}`)],
    ['not-yet-valid', allow(`alice@example.org valid-after="29990101Z" ${alice.line}`)],
    ['not-permitted', allow(`alice@example.org namespaces="git,file" ${alice.line}`)],
    ['revoked', { ...allow(named), revoked: keyFile(`${alice.path}.pub`) }],
  ];
  for (const [code, keys, content] of cases) {
    expect(await verify(signature, keys, content)).toMatchObject({
      status: 'bad',
      code,
      key: elsewhere,
    });
  }
  expect(
    await verify(signature, { ...allow(named), revoked: keyFile(`${bob.path}.pub`) }),
  ).toMatchObject({ status: 'good' });
});

test('OpenSSH: the order of the lines changes nothing, and a key of two people is told as such', async () => {
  await using folder = await tempFolder();
  const alice = makeSshKey(folder.path, 'alice');
  const bob = makeSshKey(folder.path, 'bob');
  const signature = await sign({ kind: 'ssh', key: alice.path });
  const lines = [
    `old@example.org valid-before="20200101" ${alice.line}`,
    `bob@example.org ${bob.line}`,
    `# a comment`,
    `zoe@example.org,alice@example.org namespaces="brewpull" ${alice.line} her key`,
    `second@example.org ${alice.line}`,
  ];
  const outcomes = await Promise.all(
    [lines, lines.toReversed()].map((order) =>
      verify(signature, { allowedSigners: keyFile(allowSigners(folder.path, ...order)) }),
    ),
  );

  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      status: 'good',
      principals: ['alice@example.org', 'second@example.org', 'zoe@example.org'],
    });
  }
});

test('OpenSSH: a signature made for git, one cut off and one of another kind are told apart', async () => {
  await using folder = await tempFolder();
  const alice = makeSshKey(folder.path, 'alice');
  const keys = { allowedSigners: keyFile(allowSigners(folder.path, `alice ${alice.line}`)) };
  const file = folder.at('file');
  writeFileSync(file, CONTENT);
  execFileSync('ssh-keygen', ['-Y', 'sign', '-n', 'git', '-f', alice.path, file]);
  const forGit = readFileSync(`${file}.sig`);
  const { bytes } = await sign({ kind: 'ssh', key: alice.path });

  expect(await verify({ kind: 'ssh', bytes: forGit }, keys)).toMatchObject({
    code: 'other-namespace',
    reason: 'it was made for "git", not for "brewpull"',
  });
  for (const length of [0, 1, 30, 120, bytes.length - 40]) {
    expect(await verify({ kind: 'ssh', bytes: bytes.subarray(0, length) }, keys)).toMatchObject({
      code: 'damaged',
    });
  }
});

test('minisign: the named key is good, and every other case has its own answer', async () => {
  await using folder = await tempFolder();
  const alice = makeMinisignKey(folder.path, 'alice');
  const bob = makeMinisignKey(folder.path, 'bob');
  const signature = await sign({ kind: 'minisign', key: alice.secret });
  const named = { minisign: [keyFile(bob.public), keyFile(alice.public)] };
  const text = readFileSync(alice.public, 'utf8').trim().split('\n').at(-1);
  const changed = Buffer.from(
    Buffer.from(signature.bytes)
      .toString('utf8')
      .replace('trusted comment: timestamp', 'trusted comment: Timestamp'),
  );

  expect(await verify(signature, named)).toEqual({
    status: 'good',
    kind: 'minisign',
    key: text,
    principals: [],
  });
  expect(await verify(signature, { minisign: [keyFile(bob.public)] })).toMatchObject({
    code: 'unknown-key',
  });
  expect(await verify(signature, {})).toMatchObject({ code: 'unknown-key' });
  expect(await verify(signature, named, Buffer.from('else'))).toMatchObject({
    code: 'other-content',
  });
  expect(await verify({ kind: 'minisign', bytes: changed }, named)).toMatchObject({
    code: 'other-content',
  });
  expect(
    await verify({ kind: 'minisign', bytes: signature.bytes.subarray(0, 150) }, named),
  ).toMatchObject({ code: 'damaged' });
});

test('GnuPG: only named keys count, and every other case has its own answer', async () => {
  await using folder = await tempFolder();
  const alice = new GpgHome(folder.path, 'alice');
  const bob = new GpgHome(folder.path, 'bob');
  try {
    alice.makeKey('Alice <alice@example.org>');
    bob.makeKey('Bob <bob@example.org>');
    const named = { gpg: [keyFile(alice.exportKey('alice@example.org'))] };
    const signature = await sign({ kind: 'gpg', id: 'alice@example.org' }, alice.environment);
    const good = await verify(signature, named);

    expect(good).toMatchObject({
      status: 'good',
      kind: 'gpg',
      key: expect.stringMatching(/^[0-9A-F]{40}$/),
      principals: ['Alice <alice@example.org>'],
    });
    const other = { gpg: [keyFile(bob.exportKey('bob@example.org'))] };
    expect(await verify(signature, other)).toMatchObject({ code: 'unknown-key' });
    // The person's own keyring has the key, and it does not count.
    expect(
      await verifyBytes(CONTENT, signature, {
        keys: parseKeys({}),
        setup: { environment: alice.environment },
      }),
    ).toMatchObject({ code: 'unknown-key' });
    expect(await verify(signature, named, Buffer.from('else'))).toMatchObject({
      code: 'other-content',
    });
    expect(
      await verify({ kind: 'gpg', bytes: signature.bytes.subarray(0, 100) }, named),
    ).toMatchObject({ code: 'damaged' });
    const two = Buffer.concat([signature.bytes, signature.bytes]);
    expect(await verify({ kind: 'gpg', bytes: two }, named)).toMatchObject({ code: 'damaged' });
  } finally {
    alice.stop();
    bob.stop();
  }
});
