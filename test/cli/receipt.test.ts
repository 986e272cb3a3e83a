import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { formatReceipt } from '../../src/receipt/receipt-schema.ts';
import { bottleReceipt, receipt } from '../receipt/receipts.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { execFileSync, spawnSync } from '../support/limits/processes.ts';
import {
  allowSigners,
  GpgHome,
  makeMinisignKey,
  makeSshKey,
} from '../support/signing/signing-keys.ts';

const NETWORKS = ['home', 'tor', 'vpn'];

/** A home with receipts of three networks that agree. */
async function withReceipts(): Promise<CliHome> {
  const home = await cliHome();
  for (const [at, label] of NETWORKS.entries()) {
    await writeFile(
      join(home.work, `${label}.json`),
      formatReceipt(receipt(label, [bottleReceipt()], at)),
    );
  }
  return home;
}

function brewpull(home: CliHome, argv: readonly string[], env = {}): Promise<CliResult> {
  return runCli(argv, { cwd: home.work, env: { PATH: process.env['PATH'], ...env } });
}

async function json(home: CliHome, ...argv: readonly string[]): Promise<unknown> {
  return JSON.parse((await brewpull(home, [...argv, '--json'])).stdout);
}

test('the stock tools alone verify what brewpull signs, and brewpull what they sign', async () => {
  await using home = await withReceipts();
  const ssh = makeSshKey(home.path, 'alice');
  const signers = allowSigners(home.path, `alice@example.org ${ssh.line}`);
  const minisign = makeMinisignKey(home.path, 'mini');
  const gpg = new GpgHome(home.path, 'gpg');
  try {
    gpg.makeKey('Alice <alice@example.org>');
    const key = gpg.exportKey('alice@example.org');
    const env = { GNUPGHOME: gpg.home };
    const made = [
      await brewpull(home, ['receipt', 'sign', 'home.json', '--ssh', ssh.path]),
      await brewpull(home, ['receipt', 'sign', 'home.json', '--minisign', minisign.secret]),
      await brewpull(home, ['receipt', 'sign', 'home.json', '--gpg', 'alice@example.org'], env),
    ];
    const file = join(home.work, 'home.json');
    const content = await readFile(file, 'utf8');
    const principal = ['-I', 'alice@example.org', '-n', 'brewpull'];

    expect(made.map(({ code, stdout, stderr }) => [code, stdout, stderr])).toEqual(
      ['sig', 'minisig', 'asc'].map((suffix) => [0, `${file}.${suffix}\n`, '']),
    );
    const verified = spawnSync(
      'ssh-keygen',
      ['-Y', 'verify', '-f', signers, ...principal, '-s', `${file}.sig`],
      { input: content },
    );
    expect(verified.status).toBe(0);
    expect(execFileSync('minisign', ['-V', '-p', minisign.public, '-m', file])).toMatch(
      /^Trusted comment: timestamp:\d{10}\tfile:home\.json$/m,
    );
    gpg.run('--verify', `${file}.asc`, file);

    const other = join(home.work, 'tor.json');
    execFileSync('ssh-keygen', ['-Y', 'sign', '-n', 'brewpull', '-f', ssh.path, other]);
    execFileSync('minisign', ['-S', '-s', minisign.secret, '-m', other]);
    gpg.run('--armor', '--detach-sign', other);
    const named = ['--allowed-signers', signers, '--minisign-key', minisign.public];
    const all = ['receipt', 'verify', 'home.json', 'tor.json', ...named, '--gpg-key', key];
    const checked = await brewpull(home, all);

    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout.match(/: good/g)).toHaveLength(6);
    expect(checked.stdout).toContain('home.json.sig: good by alice@example.org, ssh key SHA256:');
  } finally {
    gpg.stop();
  }
});

test('the swapped signatures of two files are both refused', async () => {
  await using home = await withReceipts();
  const ssh = makeSshKey(home.path, 'alice');
  const signers = allowSigners(home.path, `alice ${ssh.line}`);
  await brewpull(home, ['receipt', 'sign', 'home.json', 'tor.json', '--ssh', ssh.path]);
  await rename(home.at('work/home.json.sig'), home.at('work/x'));
  await rename(home.at('work/tor.json.sig'), home.at('work/home.json.sig'));
  await rename(home.at('work/x'), home.at('work/tor.json.sig'));
  const argv = ['receipt', 'verify', 'home.json', 'tor.json', '--allowed-signers', signers];

  expect((await brewpull(home, argv)).code).toBe(4);
  expect(await json(home, ...argv)).toMatchObject({
    results: [
      { signatures: [{ code: 'other-content' }] },
      { signatures: [{ code: 'other-content' }] },
    ],
  });
});

test('a key that was not named is unknown, and a file without a signature is unsigned', async () => {
  await using home = await withReceipts();
  const ssh = makeSshKey(home.path, 'alice');
  await brewpull(home, ['receipt', 'sign', 'home.json', '--ssh', ssh.path]);
  const result = await brewpull(home, ['receipt', 'verify', 'home.json', 'tor.json']);

  expect(result.code).toBe(4);
  expect(result.stdout).toContain('home.json.sig: unknown-key');
  expect(result.stdout).toContain('unsigned tor.json');
});

test('a clear-signed file that is not a statement is refused by name, and ignored beside a receipt', async () => {
  await using home = await withReceipts();
  const { path, line } = makeSshKey(home.path, 'alice');
  const signers = allowSigners(home.path, `alice ${line}`);
  await brewpull(home, ['receipt', 'sign', 'home.json', '--ssh', path]);
  const clear = '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{}\n';
  await writeFile(join(home.work, 'home.json.asc'), clear);
  const verify = ['receipt', 'verify', '--allowed-signers', signers];
  const itself = await brewpull(home, [...verify, 'home.json.asc']);

  expect(itself.code).toBe(4);
  expect(itself.stderr).toContain('home.json.asc is clear-signed, but is not a statement');
  expect((await brewpull(home, [...verify, 'home.json'])).code).toBe(0);
});

test('a signature is never written over another one without --force', async () => {
  await using home = await withReceipts();
  const [alice, bob] = ['alice', 'bob'].map((name) => makeSshKey(home.path, name).path);
  const sign = ['receipt', 'sign', 'home.json', '--ssh'];
  await brewpull(home, [...sign, alice ?? '']);
  const before = await readFile(home.at('work/home.json.sig'));
  const refused = await brewpull(home, [...sign, bob ?? '']);
  const kept = await readFile(home.at('work/home.json.sig'));
  const forced = await brewpull(home, [...sign, bob ?? '', '--force']);

  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('home.json.sig already exists');
  expect(kept).toEqual(before);
  expect(forced.code).toBe(0);
});

test('a damaged receipt is not signed but any other file is, and one failure does not stop the rest', async () => {
  await using home = await withReceipts();
  const ssh = makeSshKey(home.path, 'alice');
  const whole = await readFile(home.at('work/home.json'), 'utf8');
  await writeFile(home.at('work/cut.json'), whole.slice(0, 200));
  await writeFile(home.at('work/wrong.json'), whole.replace('"sizeBytes": 1000', '"sizeBytes": 9'));
  await writeFile(home.at('work/SHA256SUMS'), 'abc  file\n');
  await writeFile(home.at('work/lock.json'), '{ "lockVersion": 1 }\n');
  const files = ['cut.json', 'wrong.json', 'SHA256SUMS', 'lock.json', 'missing'];
  const result = await brewpull(home, ['receipt', 'sign', ...files, '--ssh', ssh.path]);

  expect(result.code).toBe(6);
  expect(files.map((name) => existsSync(home.at('work', `${name}.sig`)))).toEqual([
    false,
    false,
    true,
    true,
    false,
  ]);
});

test('a file that is not a key, or a public key instead of a private one, is an error with the next step', async () => {
  await using home = await withReceipts();
  const minisign = makeMinisignKey(home.path, 'mini');
  const ssh = makeSshKey(home.path, 'alice');
  await mkdir(home.at('alone'));
  await copyFile(`${ssh.path}.pub`, home.at('alone/key.pub'));
  const sign = (...key: readonly string[]): Promise<CliResult> =>
    brewpull(home, ['receipt', 'sign', 'home.json', ...key]);
  const wrong = [
    await sign('--ssh', 'tor.json'),
    await sign('--ssh', home.at('alone/key.pub')),
    await sign('--minisign', minisign.public),
    await sign('--minisign', 'tor.json'),
    await sign('--gpg', 'nobody@example.org'),
  ];

  for (const { code, stderr } of wrong) {
    expect(code).toBe(1);
    expect(stderr).toMatch(/did not sign with/);
    expect(stderr).toMatch(/next:/);
  }
  expect(await sign('--ssh', 'nowhere')).toMatchObject({ code: 2 });
  expect(await sign()).toMatchObject({ code: 2 });
  expect(await sign('--ssh', ssh.path, '--gpg', 'x')).toMatchObject({ code: 2 });
  expect(existsSync(home.at('work/home.json.sig'))).toBe(false);
});

test('a key file without keys is an error for every kind of signature', async () => {
  await using home = await withReceipts();
  const ssh = makeSshKey(home.path, 'alice');
  const minisign = makeMinisignKey(home.path, 'mini');
  const signers = allowSigners(home.path, `alice ${ssh.line}`);
  await brewpull(home, ['receipt', 'sign', 'home.json', '--ssh', ssh.path]);
  await writeFile(home.at('work/home.json.asc'), 'not a signature');
  const verify = async (...keys: readonly string[]): Promise<number> =>
    (await brewpull(home, ['receipt', 'verify', 'home.json', ...keys])).code;

  expect(await verify('--allowed-signers', `${ssh.path}.pub`)).toBe(4);
  expect(await verify('--allowed-signers', 'tor.json')).toBe(4);
  expect(await verify('--minisign-key', minisign.secret)).toBe(4);
  expect(await verify('--gpg-key', 'tor.json')).toBe(4);
  expect(await verify('--revoked', signers)).toBe(2);
  expect(await verify('--allowed-signers', signers, '--revoked', 'tor.json')).toBe(4);
  expect(await verify('--allowed-signers', 'nowhere')).toBe(2);
});

test('a program that is not installed is named, with the package that has it', async () => {
  await using home = await withReceipts();
  const ssh = makeSshKey(home.path, 'alice');
  await brewpull(home, ['receipt', 'sign', 'home.json', '--ssh', ssh.path]);
  const env = { PATH: home.at('empty') };
  const sign = await brewpull(home, ['receipt', 'sign', 'tor.json', '--ssh', ssh.path], env);
  const verify = await brewpull(home, ['receipt', 'verify', 'home.json'], env);

  expect(sign.code).toBe(1);
  expect(sign.stderr).toContain('ssh-keygen is not installed');
  expect(sign.stderr).toContain('openssh-client');
  expect(verify.code).toBe(4);
  expect(verify.stdout).toContain('no-tool: ssh-keygen is not installed');
});

test('an interrupt ends the wait for a program that never ends', async () => {
  await using home = await withReceipts();
  const ssh = makeSshKey(home.path, 'alice');
  await mkdir(home.at('bin'));
  await writeFile(home.at('bin/ssh-keygen'), '#!/bin/sh\nexec sleep 60\n');
  await chmod(home.at('bin/ssh-keygen'), 0o755);
  await symlink('/bin/sleep', home.at('bin/sleep'));
  const result = await runCli(['receipt', 'sign', 'home.json', '--ssh', ssh.path], {
    cwd: home.work,
    env: { PATH: home.at('bin') },
    onStart: (interrupt) => setTimeout(interrupt, 500),
  });

  expect(result.code).toBe(130);
});

test('a program that is killed gives no verdict on a signature', async () => {
  await using home = await withReceipts();
  const { path, line } = makeSshKey(home.path, 'alice');
  const signers = allowSigners(home.path, `alice ${line}`);
  await brewpull(home, ['receipt', 'sign', 'home.json', '--ssh', path]);
  await mkdir(home.at('bin'));
  await writeFile(home.at('bin/ssh-keygen'), '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 });
  const argv = ['receipt', 'verify', 'home.json', '--allowed-signers', signers];
  const result = await brewpull(home, argv, { PATH: home.at('bin') });

  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toContain('ssh-keygen did not finish: the signal SIGKILL ended it');
});
