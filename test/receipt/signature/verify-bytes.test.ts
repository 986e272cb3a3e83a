import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

test('OpenSSH: a good key is reported with its owner, and every other case has its own answer', async () => {
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
    ['not-permitted', allow(`alice@example.org namespaces="*,!brew*" ${alice.line}`)],
    // A pattern that includes brewpull: only the time is wrong.
    ['expired', allow(`alice namespaces="git,brew*",valid-before="20200101" ${alice.line}`)],
    // The key is named, in lines that ssh-keygen does not accept.
    ['not-permitted', allow(`Alice Smith ${alice.line}`)],
    ['not-permitted', allow(`alice@example.org cert-authority ${alice.line}`)],
    ['not-permitted', allow(`alice@example.org valid-before="soon" ${alice.line}`)],
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

test('OpenSSH: a name may begin like the type of a key, and a pattern of namespaces counts', async () => {
  await using folder = await tempFolder();
  const { path, line } = makeSshKey(folder.path, 'alice');
  const signature = await sign({ kind: 'ssh', key: path });
  for (const name of ['ssh-team@example.org', 'sk-ssh-x', '"ssh-team of us"']) {
    const signers = allowSigners(folder.path, `${name} namespaces="brew*" ${line}`);

    expect(await verify(signature, { allowedSigners: keyFile(signers) })).toMatchObject({
      status: 'good',
      principals: [name.replaceAll('"', '')],
    });
  }
});

test('OpenSSH: the order of the lines changes nothing, and a key of two people is reported as such', async () => {
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

test('OpenSSH: a signature made for git and one that is cut off are told apart', async () => {
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

/** The same signature with its RSA key written in another way: one more zero before the modulus. */
function rewriteRsaKey(armored: Uint8Array): Buffer {
  const blob = Buffer.from(
    Buffer.from(armored)
      .toString('latin1')
      .replaceAll(/-----.*?-----|\s/g, ''),
    'base64',
  );
  const key = 14;
  const keyLength = blob.readUInt32BE(10);
  const type = 4 + blob.readUInt32BE(key);
  const modulus = key + type + 4 + blob.readUInt32BE(key + type);
  const changed = Buffer.concat([
    blob.subarray(0, modulus + 4),
    Buffer.from([0]),
    blob.subarray(modulus + 4),
  ]);
  changed.writeUInt32BE(keyLength + 1, 10);
  changed.writeUInt32BE(blob.readUInt32BE(modulus) + 1, modulus);
  const lines = changed.toString('base64').replaceAll(/.{70}/g, '$&\n');
  return Buffer.from(`-----BEGIN SSH SIGNATURE-----\n${lines}\n-----END SSH SIGNATURE-----\n`);
}

test('OpenSSH: one RSA key that is written in two ways is one key', async () => {
  await using folder = await tempFolder();
  const { path, line } = makeSshKey(folder.path, 'alice', 'rsa');
  const signature = await sign({ kind: 'ssh', key: path });
  const keys = { allowedSigners: keyFile(allowSigners(folder.path, `alice ${line}`)) };
  const rewritten = rewriteRsaKey(signature.bytes);
  const [one, other] = [
    await verify(signature, keys),
    await verify({ kind: 'ssh', bytes: rewritten }, keys),
  ];

  expect(rewritten).not.toEqual(signature.bytes);
  expect(other).toEqual(one);
  expect(one).toMatchObject({ status: 'good' });
});

test('minisign: one key under two IDs is refused, because it would count twice', async () => {
  await using folder = await tempFolder();
  const { public: path } = makeMinisignKey(folder.path, 'alice');
  const raw = Buffer.from(readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? '', 'base64');
  raw.writeUInt8(raw.readUInt8(2) ^ 1, 2);
  const again = { what: 'again.pub', bytes: Buffer.from(`${raw.toString('base64')}\n`) };

  expect(() => parseKeys({ minisign: [keyFile(path), keyFile(path)] })).not.toThrow();
  expect(() => parseKeys({ minisign: [keyFile(path), again] })).toThrow(
    /is given under two key ids/,
  );
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
    // The user's own keyring has the key, but it does not count.
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

test('GnuPG: an expired key, an expired signature and a revoked key are told apart from a good one', async () => {
  await using folder = await tempFolder();
  const gpg = new GpgHome(folder.path, 'gpg');
  try {
    const file = folder.at('file');
    writeFileSync(file, CONTENT);
    const signed = (user: string, ...more: readonly string[]): DetachedSignature => {
      const out = folder.at(`${user}.asc`);
      gpg.run(...more, '--armor', '--local-user', user, '--output', out, '--detach-sign', file);
      return { kind: 'gpg', bytes: readFileSync(out) };
    };
    const then = ['--faked-system-time', '20200201T000000'];
    const generate = (user: string, expires: string): string =>
      gpg.run(
        ...then,
        '--passphrase',
        '',
        '--quick-generate-key',
        user,
        'ed25519',
        'sign',
        expires,
      );
    generate('expired@example.org', '2020-03-01');
    generate('revoked@example.org', 'never');
    const ofExpiredKey = signed('expired@example.org', ...then);
    const expired = signed('revoked@example.org', ...then, '--default-sig-expire', '5d');
    const good = signed('revoked@example.org');
    const exported = (user: string): KeyFiles => ({ gpg: [keyFile(gpg.exportKey(user))] });
    const key = exported('revoked@example.org');

    expect(await verify(ofExpiredKey, exported('expired@example.org'))).toMatchObject({
      code: 'expired',
    });
    expect(await verify(expired, key)).toMatchObject({ code: 'expired' });
    expect(await verify(good, key)).toMatchObject({ status: 'good' });
    const fingerprint = /^fpr:+([0-9A-F]+):/m.exec(
      gpg.run('--with-colons', '--list-keys', 'revoked@example.org'),
    )?.[1];
    const revocation = readFileSync(
      join(gpg.home, 'openpgp-revocs.d', `${fingerprint ?? ''}.rev`),
      'utf8',
    );
    writeFileSync(folder.at('revocation'), revocation.replace(':-----BEGIN', '-----BEGIN'));
    gpg.run('--import', folder.at('revocation'));
    expect(await verify(good, exported('revoked@example.org'))).toMatchObject({ code: 'revoked' });
  } finally {
    gpg.stop();
  }
});

test('OpenSSH: a key that only an agent holds signs by its .pub file', async () => {
  await using folder = await tempFolder();
  const { path, line } = makeSshKey(folder.path, 'alice');
  const socket = folder.at('agent');
  const started = execFileSync('ssh-agent', ['-s', '-a', socket]);
  const pid = /SSH_AGENT_PID=(\d+)/.exec(started)?.[1] ?? '';
  const environment = { ...process.env, SSH_AUTH_SOCK: socket };
  try {
    execFileSync('ssh-add', ['-q', path], { env: environment });
    rmSync(path);
    const signature = await sign({ kind: 'ssh', key: `${path}.pub` }, environment);
    const keys = { allowedSigners: keyFile(allowSigners(folder.path, `alice ${line}`)) };

    expect(await verify(signature, keys)).toMatchObject({ status: 'good' });
    await expect(
      sign({ kind: 'ssh', key: `${path}.pub` }, { PATH: process.env['PATH'] }),
    ).rejects.toMatchObject({ code: 'TOOL' });
  } finally {
    process.kill(Number(pid));
  }
});

test('OpenSSH: a key that an authority of the allowed signers certified is good', async () => {
  await using folder = await tempFolder();
  const authority = makeSshKey(folder.path, 'authority');
  const { path } = makeSshKey(folder.path, 'alice');
  const certify = ['-q', '-s', authority.path, '-I', 'alice', '-n', 'alice@example.org'];
  execFileSync('ssh-keygen', [...certify, `${path}.pub`]);
  const signature = await sign({ kind: 'ssh', key: `${path}-cert.pub` });
  const allow = (line: string): KeyFiles => ({
    allowedSigners: keyFile(allowSigners(folder.path, line)),
  });

  expect(await verify(signature, allow(`*@example.org cert-authority ${authority.line}`))).toEqual({
    status: 'good',
    kind: 'ssh',
    key: execFileSync('ssh-keygen', ['-lf', `${path}.pub`]).split(' ')[1],
    principals: ['alice@example.org'],
  });
  expect(
    await verify(signature, allow(`*@example.net cert-authority ${authority.line}`)),
  ).toMatchObject({
    code: 'unknown-key',
  });
});
