import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { formatReceipt } from '../../src/receipt/receipt-schema.ts';
import { bottleReceipt, receipt } from '../receipt/receipts.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { allowSigners, GpgHome, makeSshKey } from '../support/signing/signing-keys.ts';

const NETWORKS = ['home', 'tor', 'vpn'];
const RECEIPTS = NETWORKS.map((label) => `${label}.json`);

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

test('three people who signed the same count as three keys; a receipt changed later does not count', async () => {
  await using home = await withReceipts();
  const keys = ['alice', 'bob', 'carol'].map((name) => makeSshKey(home.path, name));
  const lines = keys.map(({ line }, at) => `person${at}@example.org ${line}`);
  const signers = allowSigners(home.path, ...lines);
  for (const [at, { path }] of keys.entries()) {
    await brewpull(home, ['receipt', 'sign', RECEIPTS[at] ?? '', '--ssh', path]);
  }
  const argv = ['compare', ...RECEIPTS, '--allowed-signers', signers, '--require-signatures', '3'];
  const agreed = await brewpull(home, argv);
  const vpn = await readFile(home.at('work/vpn.json'), 'utf8');
  await writeFile(home.at('work/vpn.json'), vpn.replace('"vpn"', '"phone"'));
  const changed = await brewpull(home, [...argv, '--json']);

  expect(agreed).toMatchObject({ code: 0, stderr: '' });
  expect(agreed.stdout).toContain(
    '3 different named keys signed receipts of everything; 3 required',
  );
  expect(changed.code).toBe(4);
  expect(JSON.parse(changed.stdout)).toMatchObject({
    verdict: 'too-few-signatures',
    signatures: { required: 3, keys: 2 },
    warnings: expect.arrayContaining([
      expect.objectContaining({
        code: 'bad-signature',
        values: [{ value: 'other-content', receipts: ['vpn.json'] }],
      }),
    ]),
  });
});

test('one key for three networks counts once, and is reported', async () => {
  await using home = await withReceipts();
  const { path, line } = makeSshKey(home.path, 'alice');
  const signers = allowSigners(home.path, `alice ${line}`);
  await brewpull(home, ['receipt', 'sign', ...RECEIPTS, '--ssh', path]);
  const compare = ['compare', ...RECEIPTS, '--allowed-signers', signers];
  const three = await brewpull(home, [...compare, '--require-signatures', '3']);

  expect(three.code).toBe(4);
  expect(three.stdout).toContain('are signed with the same key');
  expect(JSON.parse((await brewpull(home, [...compare, '--json'])).stdout)).toMatchObject({
    verdict: 'agreed',
    signatures: { required: null, keys: 1 },
  });
});

test('signatures that nobody asked to check are reported as unchecked, and no claim is made of them', async () => {
  await using home = await withReceipts();
  const { path } = makeSshKey(home.path, 'alice');
  await brewpull(home, ['receipt', 'sign', 'home.json', '--ssh', path]);
  const result = await brewpull(home, ['compare', ...RECEIPTS]);

  expect(result.code).toBe(0);
  expect(result.stderr).toContain('home.json is signed, and that was not checked');
  expect(result.stdout).toContain('No signature of a receipt was checked');
});

test('--require-signatures without a key that counts is a usage error', async () => {
  await using home = await withReceipts();
  const none = await brewpull(home, ['compare', ...RECEIPTS, '--require-signatures', '3']);

  expect(none.code).toBe(2);
  expect(none.stderr).toContain('--allowed-signers FILE');
});

test('in a signed mail only what is inside the signed part counts, and only as it was signed', async () => {
  await using home = await withReceipts();
  const gpg = new GpgHome(home.path, 'gpg');
  try {
    gpg.makeKey('Alice <alice@example.org>');
    const key = gpg.exportKey('alice@example.org');
    const others = ['receipt', 'sign', 'home.json', 'tor.json', '--gpg', 'alice@example.org'];
    await brewpull(home, others, { GNUPGHOME: gpg.home });
    await brewpull(home, ['receipt', 'text', 'vpn.json', '-o', 'vpn.txt']);
    const text = home.at('work/vpn.txt');
    gpg.run('--local-user', 'alice@example.org', '--clearsign', text);
    const signed = await readFile(`${text}.asc`, 'utf8');
    const before = (await readFile(text, 'utf8')).replace('vpn', 'elsewhere');
    await writeFile(
      home.at('work/mail'),
      `${before}\n${signed.replaceAll('\n', '\r\n')}\nPS: hi\n`,
    );
    await writeFile(home.at('work/forged'), signed.replace('network: vpn', 'network: moon'));
    const compare = async (last: string): Promise<unknown> => {
      const argv = ['compare', 'home.json', 'tor.json', last, '--gpg-key', key, '--json'];
      return JSON.parse((await brewpull(home, [...argv, '--require-signatures', '1'])).stdout);
    };

    expect(await compare('mail')).toMatchObject({
      verdict: 'agreed',
      receipts: [{ name: 'home.json' }, { name: 'mail', network: { label: 'vpn' } }, {}],
      signatures: { keys: 1 },
    });
    expect(await compare('forged')).toMatchObject({
      verdict: 'too-few-signatures',
      warnings: expect.arrayContaining([
        expect.objectContaining({ code: 'bad-signature', receipts: ['forged'] }),
      ]),
    });
    const checked = await brewpull(home, ['receipt', 'verify', 'mail', '--gpg-key', key]);
    expect(checked).toMatchObject({ code: 0 });
    expect((await brewpull(home, ['receipt', 'verify', 'forged', '--gpg-key', key])).code).toBe(4);
  } finally {
    gpg.stop();
  }
});
