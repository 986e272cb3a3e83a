import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { startVimWorld } from '../support/world/vim-world.ts';
import { once } from '../support/once.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';

const NETWORKS = ['home', 'tor', 'vpn'];

const world = once(startVimWorld);

function brewpull(home: CliHome, ...argv: string[]): Promise<CliResult> {
  return runCli(argv, { cwd: home.work });
}

/** Pulls over one network, each with its own cache, as three machines would. */
async function pullFrom(home: CliHome, network: string, ...more: string[]): Promise<void> {
  const { tap, registry } = world();
  const place = ['--tap-dir', tap.path, '--registry', registry.url.href];
  const argv = ['vim', '--target', 'big_sur', '--cache-dir', home.at(network), ...place];
  const out = [
    '-o',
    `${network}-files`,
    '--receipt',
    `${network}.json`,
    '--network-label',
    network,
  ];
  const result = await brewpull(home, ...argv, ...out, ...more);
  expect(result.code).toBe(0);
}

async function readReceipt(home: CliHome, network: string): Promise<string> {
  return readFile(join(home.work, `${network}.json`), 'utf8');
}

test('three networks that got the same agree, and the report says what that does not show', async () => {
  await using home = await cliHome();
  for (const network of NETWORKS) await pullFrom(home, network, '--country', 'DE');
  const result = await brewpull(home, 'compare', 'home.json', 'tor.json', 'vpn.json');
  const json = await brewpull(home, 'compare', 'home.json', 'tor.json', 'vpn.json', '--json');

  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(result.stdout).toContain('Agreed.');
  expect(result.stdout).toContain('What it does not show');
  expect(JSON.parse(json.stdout)).toMatchObject({
    schemaVersion: 1,
    verdict: 'agreed',
    networks: 3,
    totals: { agree: 1, differ: 0, missing: 0 },
  });
});

test('a receipt says where the bottle comes from, and has no secrets', async () => {
  await using home = await cliHome();
  await pullFrom(home, 'home', '--country', 'DE', '-v');
  const receipt = JSON.parse(await readReceipt(home, 'home'));

  expect(receipt).toMatchObject({
    schemaVersion: 1,
    tool: { name: 'brewpull' },
    network: { label: 'home', country: 'DE' },
  });
  expect(receipt.artifacts[0]).toMatchObject({
    kind: 'bottle',
    formula: 'vim',
    pkgVersion: '9.0.1900',
    bottleTag: 'big_sur',
    path: 'Formula/v/vim.rb',
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    formulaBlob: expect.stringMatching(/^[0-9a-f]{40}$/),
    index: { digest: expect.stringMatching(/^sha256:/) },
    manifest: { digest: expect.stringMatching(/^sha256:/) },
    connection: {
      redirectHost: expect.any(String),
      peerAddress: '127.0.0.1',
      startedAt: expect.stringMatching(/Z$/),
    },
  });
  expect(JSON.stringify(receipt)).not.toMatch(/Bearer|token|sig=|QQ==/i);
});

test('two networks, or one of them twice, are too few', async () => {
  await using home = await cliHome();
  for (const network of NETWORKS) await pullFrom(home, network);
  const two = await brewpull(home, 'compare', 'home.json', 'tor.json');
  await writeFile(
    home.at('work/vpn.json'),
    (await readReceipt(home, 'vpn')).replace('"vpn"', '"tor"'),
  );
  const twice = await brewpull(home, 'compare', 'home.json', 'tor.json', 'vpn.json');

  expect(two.code).toBe(4);
  expect(twice.code).toBe(4);
  expect(twice.stdout).toContain('warning:');
  expect(twice.stdout).toContain('Not enough');
});

test('another blob is distinguished from another index with the same blob', async () => {
  await using home = await cliHome();
  for (const network of NETWORKS) await pullFrom(home, network);
  const text = await readReceipt(home, 'vpn');
  const { sha256, index } = JSON.parse(text).artifacts[0];
  const flip = (hex: string): string => (hex.startsWith('0') ? '1' : '0') + hex.slice(1);
  const indexHex = index.digest.slice(7);
  const compare = async (from: string, to: string): Promise<CliResult> => {
    await writeFile(home.at('work/vpn.json'), text.replaceAll(from, to));
    return brewpull(home, 'compare', 'home.json', 'tor.json', 'vpn.json', '--json');
  };
  const otherBlob = await compare(sha256, flip(sha256));
  const otherIndex = await compare(indexHex, flip(indexHex));

  expect([otherBlob.code, otherIndex.code]).toEqual([4, 4]);
  expect(JSON.parse(otherBlob.stdout).artifacts[0]).toMatchObject({ difference: 'blob' });
  expect(JSON.parse(otherIndex.stdout).artifacts[0]).toMatchObject({ difference: 'metadata' });
});

test('a tampered or missing receipt is refused by name', async () => {
  await using home = await cliHome();
  for (const network of NETWORKS) await pullFrom(home, network);
  const { sha256 } = JSON.parse(await readReceipt(home, 'vpn')).artifacts[0];
  const text = await readReceipt(home, 'vpn');
  await writeFile(home.at('work/vpn.json'), text.replace(sha256, '0'.repeat(64)));
  const tampered = await brewpull(home, 'compare', 'home.json', 'tor.json', 'vpn.json');
  const missing = await brewpull(home, 'compare', 'home.json', 'nowhere.json');

  expect(tampered.code).toBe(4);
  expect(tampered.stderr).toContain('vpn.json');
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('nowhere.json');
});
