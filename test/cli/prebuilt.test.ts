import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { fileHandler, startServer, type FaultServer } from '../support/http/fault-server.ts';
import { buildBottle } from '../support/registry/build-bottle.ts';
import { buildTap, type Tap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const FILE = buildBottle({ formula: 'tool', pkgVersion: '1.2' });

/** A tap whose formula `tool` downloads a prebuilt file for Intel Macs. */
function tapOf(host: FaultServer, sha256: string = FILE.sha256): Promise<Tap> {
  const text = `class Tool < Formula
  homepage "https://example.org/"
  version "1.2"
  on_macos do
    on_intel do
      url "${host.url.href}v1.2/tool_darwin_amd64.tar.gz"
      sha256 "${sha256}"
    end
  end
  def install
    bin.install "tool"
  end
end
`;
  const source = formulaText({ name: 'src', version: '1.0' });
  const write = { 'Formula/tool.rb': text, 'Formula/src.rb': source, 'Casks/app.rb': 'cask "app"' };
  return buildTap({ commits: [{ subject: 'tool', write }] });
}

function run(
  home: CliHome,
  argv: readonly string[],
  tap: Tap,
  name = 'me/tap',
): Promise<CliResult> {
  return home.run([
    ...argv,
    '--insecure-registry',
    '127.0.0.1',
    '--tap-dir',
    `${name}=${tap.path}`,
  ]);
}

const firstOf = ({ stdout }: CliResult): unknown => JSON.parse(stdout).results[0];
const INTEL = ['--target', 'big_sur'];

test('a formula that downloads a prebuilt file is reported with its URL and sha256: exit 3', async () => {
  await using home = await cliHome();
  await using host = await startServer(fileHandler(FILE.bytes));
  await using tap = await tapOf(host);
  const url = `${host.url.href}v1.2/tool_darwin_amd64.tar.gz`;

  const text = await run(home, ['pull', 'me/tap/tool', ...INTEL], tap);
  const json = await run(home, ['resolve', 'me/tap/tool', ...INTEL, '--json'], tap);

  expect(text.code).toBe(3);
  expect(text.stderr).toContain(`its formula downloads ${url} (sha256 ${FILE.sha256})`);
  expect(text.stderr).toContain('brewpull pull me/tap/tool --prebuilt');
  expect(text.stderr).not.toContain('source');
  expect(json.code).toBe(3);
  expect(firstOf(json)).toMatchObject({
    status: 'no-bottle',
    prebuilt: { url, sha256: FILE.sha256 },
  });
  expect(host.seen).toEqual([]);
});

test('--prebuilt fetches the file, verified by the formula alone, without a sidecar: exit 0', async () => {
  await using home = await cliHome();
  await using host = await startServer(fileHandler(FILE.bytes));
  await using tap = await tapOf(host);
  const ask = ['pull', 'me/tap/tool', ...INTEL, '--prebuilt'];

  const planned = await run(home, [...ask, '--dry-run'], tap);
  const pulled = await run(home, [...ask, '--json'], tap);
  const again = await run(home, [...ask, '--offline'], tap);

  expect(planned.stdout).toMatch(/^tool_darwin_amd64\.tar\.gz +to be fetched/);
  expect(pulled.code).toBe(0);
  const file = join(home.work, 'tool_darwin_amd64.tar.gz');
  expect(firstOf(pulled)).toMatchObject({
    status: 'prebuilt',
    file,
    sizeBytes: FILE.bytes.length,
    isCached: false,
    prebuilt: { sha256: FILE.sha256 },
  });
  expect(await readFile(file)).toEqual(Buffer.from(FILE.bytes));
  expect(await home.placed()).toEqual(['tool_darwin_amd64.tar.gz']);
  expect(again).toMatchObject({ code: 0, stdout: `${file}\n` });
  expect(again.stderr).toContain('it is not a bottle');
  expect(host.seen.every(({ headers }) => headers['authorization'] === undefined)).toBe(true);
});

test('bytes other than the formula names are refused: exit 4, and no file', async () => {
  await using home = await cliHome();
  await using host = await startServer(fileHandler(FILE.bytes));
  await using tap = await tapOf(host, 'ab'.repeat(32));

  const pulled = await run(home, ['pull', 'me/tap/tool', ...INTEL, '--prebuilt'], tap);

  expect(pulled.code).toBe(4);
  expect(await home.placed()).toEqual([]);
});

test('--prebuilt changes nothing if the formula has no prebuilt file', async () => {
  await using home = await cliHome();
  await using host = await startServer(fileHandler(FILE.bytes));
  await using tap = await tapOf(host);

  const linux = await run(
    home,
    ['pull', 'me/tap/tool', '--target', 'x86_64_linux', '--prebuilt'],
    tap,
  );
  const source = await run(home, ['pull', 'me/tap/src', ...INTEL, '--prebuilt', '--json'], tap);

  expect(linux.code).toBe(3);
  expect(source.code).toBe(3);
  expect(firstOf(source)).toMatchObject({ status: 'no-bottle', prebuilt: null });
  expect(host.seen).toEqual([]);
});

test.each(['--deps', '--require-provenance'])(
  '--prebuilt and %s exclude each other',
  async (flag) => {
    await using home = await cliHome();
    await using host = await startServer(fileHandler(FILE.bytes));
    await using tap = await tapOf(host);

    const result = await run(home, ['pull', 'me/tap/tool', ...INTEL, '--prebuilt', flag], tap);

    expect(result.code).toBe(2);
  },
);

test('a name that is a cask in the tap is reported as one', async () => {
  await using home = await cliHome();
  await using host = await startServer(fileHandler(FILE.bytes));
  await using tap = await tapOf(host);

  const text = await run(home, ['resolve', 'me/tap/app', ...INTEL], tap);
  const json = await run(home, ['pull', 'me/tap/app', ...INTEL, '--json'], tap);

  expect(text.code).toBe(1);
  expect(text.stderr).toContain('app is a cask of me/tap, not a formula');
  expect(firstOf(json)).toMatchObject({ status: 'not-a-formula', cask: 'me/tap' });
});

test('a formula that gave way to a cask is reported as a cask now', async () => {
  await using home = await cliHome();
  const text = formulaText({ name: 'app', version: '1.0' });
  await using tap = await buildTap({
    commits: [
      { subject: 'formula', write: { 'Formula/app.rb': text, 'Formula/x.rb': text } },
      { subject: 'cask', write: { 'Casks/app.rb': 'cask "app"' }, remove: ['Formula/app.rb'] },
    ],
  });

  const said = await run(home, ['resolve', 'me/tap/app', ...INTEL], tap);
  const json = await run(home, ['resolve', 'me/tap/app', ...INTEL, '--json'], tap);

  expect(said.code).toBe(3);
  expect(said.stderr).toContain('It is a cask of me/tap now');
  expect(firstOf(json)).toMatchObject({ status: 'no-bottle', cask: 'me/tap' });
});

test('in a tap with only casks, a cask is reported as one and an unknown name with the reason', async () => {
  await using home = await cliHome();
  const write = { 'Casks/a/app.rb': 'cask "app"', 'README.md': 'casks' };
  await using tap = await buildTap({ commits: [{ subject: 'app', write }] });

  const cask = await run(home, ['resolve', 'me/casks/app', ...INTEL], tap, 'me/casks');
  const other = await run(home, ['resolve', 'me/casks/other', ...INTEL], tap, 'me/casks');

  expect(cask.stderr).toContain('app is a cask of me/casks');
  expect(other.stderr).toContain('me/casks has casks and no formulae');
});
