import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serveFeed } from '../../../support/audit/feed-server.ts';
import { cliHome, type CliHome } from '../../../support/cli/cli-home.ts';
import { once } from '../../../support/once.ts';
import { startVimWorld } from '../../../support/world/vim-world.ts';

const world = once(startVimWorld);

const CORPUS = JSON.stringify({
  meta: { count: 1, skipped_uncomparable: 0, schema_version: '1.7.3' },
  advisories: { vim: [{ id: 'BREW-vim-CVE-2023-4738', affected: [] }] },
});

test('advisories are fetched from the given address and kept for runs without a network', async () => {
  const { tap } = world();
  await using home = await cliHome({ tap });
  await using feed = await serveFeed((response) => response.end(CORPUS));
  const from = ['--update', '--advisories', feed.url.href];

  const none = await home.run(['vulns', 'vim', '--json']);
  expect(none.code).toBe(2);
  expect(JSON.parse(none.stdout).error).toMatchObject({
    code: 'USAGE',
    hint: expect.stringContaining('brewpull vulns --update'),
  });

  const updated = await home.run(['vulns', ...from]);
  expect(updated.code).toBe(0);
  expect(updated.stdout).toContain(`1 record from ${feed.url.href}`);

  const kept = await home.run(['vulns', 'vim', '--target', 'big_sur', '--offline', '--json']);
  expect(kept.code).toBe(0);
  expect(JSON.parse(kept.stdout)).toMatchObject({ advisories: { records: 1 } });
  expect(feed.asked).toHaveLength(1);

  const refused = await home.run(['vulns', ...from, '--offline', '--json']);
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'OFFLINE' } });
});

test.each([
  ['that is none', 'https://[', 'https://[ is not one', 2],
  ['with a password', 'https://me:secret@mirror.example/a.json', 'a user name or a password', 2],
  ['without TLS', 'http://mirror.example/a.json', 'without TLS', 5],
])('an address %s is refused before any request', async (_, address, fault, code) => {
  await using home = await cliHome();
  const result = await home.run(['vulns', '--update', '--advisories', address, '--json']);
  expect(JSON.parse(result.stdout).error.message).toContain(fault);
  expect(result.code).toBe(code);
  expect(result.stdout).not.toContain('secret');
});

test('without --update no request goes to the address', async () => {
  await using home = await cliHome();
  await using feed = await serveFeed((response) => response.end(CORPUS));
  const result = await home.run(['vulns', '--advisories', feed.url.href, '--json']);
  expect(result.code).toBe(2);
  expect(JSON.parse(result.stdout).error.hint).toContain('brewpull vulns --update --advisories');
  expect(feed.asked).toEqual([]);
});

test('--update and a file cannot be combined', async () => {
  await using home = await cliHome();
  const file = await advisories(home, CORPUS);
  const result = await home.run(['vulns', '--update', '--advisories', file, '--json']);
  expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: 'USAGE' } });
});

test.each([
  ['of another schema', CORPUS.replace('1.7.3', '2.0.0'), 'UNSUPPORTED_SCHEMA'],
  ['of formulae', '[{"name":"vim"}]', 'INVALID_FILE'],
  ['that is cut', CORPUS.slice(0, -2), 'INVALID_FILE'],
])('a file %s is refused', async (_, text, code) => {
  await using home = await cliHome();
  const file = await advisories(home, text);
  const result = await home.run(['vulns', '--advisories', file, '--json']);
  expect(result.code).toBe(4);
  expect(JSON.parse(result.stdout).error).toMatchObject({
    code,
    message: expect.stringContaining('some.json'),
  });
});

async function advisories(home: CliHome, text: string): Promise<string> {
  await writeFile(join(home.work, 'some.json'), text);
  return 'some.json';
}
