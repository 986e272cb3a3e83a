import { readFile, rm, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { openBundle } from '../../src/bundle/file/open-bundle.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { execFileSync, spawnSync } from '../support/limits/processes.ts';
import { once } from '../support/once.ts';
import { HAS_SIGNERS, signSsh } from '../support/signing/sign-file.ts';
import {
  allowSigners,
  GpgHome,
  makeMinisignKey,
  makeSshKey,
} from '../support/signing/signing-keys.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const world = once(startClosureWorld);

/** As a user types it, with the programs of this machine. */
function run(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(argv, { env: { PATH: process.env['PATH'], GNUPGHOME: home.at('work', 'gpg') } });
}

function bundle(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return run(home, 'bundle', 'app', '--target', 'big_sur', ...argv);
}

async function namesIn(path: string): Promise<readonly string[]> {
  const reader = await openBundle(path);
  await reader.close();
  return reader.names;
}

test.skipIf(!HAS_SIGNERS)(
  'a bundle is signed while it is made, as a folder and as a tar, and stock tools agree',
  async () => {
    await using home = await cliHome(world());
    const ssh = makeSshKey(home.work, 'ours');
    const minisign = makeMinisignKey(home.work, 'mini');
    const gpg = new GpgHome(home.work, 'gpg');
    gpg.makeKey('me@example.org');
    const key = gpg.exportKey('me@example.org');
    const signers = [`ssh:${ssh.path}`, `minisign:${minisign.secret}`, 'gpg:me@example.org'];
    const options = signers.flatMap((signer) => ['--sign', signer]);
    const env = { env: { PATH: process.env['PATH'], GNUPGHOME: gpg.home } };
    try {
      for (const name of ['signed', 'signed.tar']) {
        const argv = ['bundle', 'app', '--target', 'big_sur', '-o', name, ...options];
        expect(await home.run(argv, env)).toMatchObject({ code: 0 });
        for (const signer of [`${ssh.path}.pub`, minisign.public, key]) {
          const verified = await run(home, 'verify', name, '--signer', signer);
          expect(verified).toMatchObject({ code: 0, stderr: '' });
          expect(verified.stdout).toContain('SHA256SUMS has a good signature by the ');
        }
        const unasked = await run(home, 'verify', name);
        expect(unasked.stdout).toContain('not checked: SHA256SUMS.sig, SHA256SUMS.minisig');
        expect(unasked.code).toBe(0);
      }
      const names = await namesIn(home.at('work/signed.tar'));
      expect(names.slice(3, 7)).toEqual([
        'SHA256SUMS',
        'SHA256SUMS.sig',
        'SHA256SUMS.minisig',
        'SHA256SUMS.asc',
      ]);
      const sums = home.at('work/signed/SHA256SUMS');
      const said = execFileSync('minisign', ['-V', '-m', sums, '-p', minisign.public]);
      expect(said).toContain('Signature and comment signature verified');
      gpg.run('--verify', `${sums}.asc`, sums);
      const allowed = allowSigners(home.work, `us ${ssh.line}`);
      const args = [
        '-Y',
        'verify',
        '-n',
        'brewpull',
        '-I',
        'us',
        '-f',
        allowed,
        '-s',
        `${sums}.sig`,
      ];
      expect(spawnSync('ssh-keygen', args, { input: await readFile(sums) }).status).toBe(0);
    } finally {
      gpg.stop();
    }
  },
);

test.skipIf(!HAS_SIGNERS)(
  'a signature is added to an existing bundle, and stays when the bundle is made again',
  async () => {
    await using home = await cliHome(world());
    const { path: key, line } = makeSshKey(home.work, 'ours');
    for (const name of ['b', 'b.tar']) {
      expect(await bundle(home, '-o', name)).toMatchObject({ code: 0 });
      const signed = await bundle(home, '-o', name, '--sign', `ssh:${key}`, '--json');
      expect(JSON.parse(signed.stdout)).toMatchObject({ status: 'written' });
      for (const argv of [[], ['--sign', `ssh:${key}`]]) {
        const again = await bundle(home, '-o', name, ...argv, '--json');
        expect(JSON.parse(again.stdout)).toMatchObject({ status: 'unchanged' });
      }
      const verified = await run(home, 'verify', name, '--signer', `${key}.pub`, '--json');
      expect(JSON.parse(verified.stdout).results[0]).toMatchObject({
        status: 'ok',
        signature: { kind: 'ssh', principals: [] },
      });
      const people = allowSigners(home.work, `"ann lee,bob" ${line}`);
      const shared = await run(home, 'verify', name, '--signer', people);
      expect(shared.stdout).toMatch(/ssh key SHA256:\S{43}, ann lee or bob\n/);
    }
  },
);

test.skipIf(!HAS_SIGNERS)(
  'a signature other than the one asked for is exit 4, with a message for each case',
  async () => {
    await using home = await cliHome(world());
    const { path: key } = makeSshKey(home.work, 'ours');
    makeSshKey(home.work, 'theirs');
    await bundle(home, '-o', 'b');
    const sums = home.at('work/b/SHA256SUMS');
    const findings = async (signer: string): Promise<unknown> => {
      const { code, stdout } = await run(home, 'verify', 'b', '--signer', signer, '--json');
      expect(code).toBe(4);
      return JSON.parse(stdout).results[0].findings;
    };
    expect(await findings(`${key}.pub`)).toEqual([
      {
        code: 'signature-missing',
        file: 'SHA256SUMS.sig',
        message: `SHA256SUMS.sig is missing: it would hold the signature by ${key}.pub`,
      },
    ]);
    signSsh(key, sums);
    const invalid = (message: string): object[] => [
      {
        code: 'signature-invalid',
        file: 'SHA256SUMS.sig',
        message: expect.stringContaining(message),
      },
    ];
    expect(await findings('theirs.pub')).toEqual(invalid('was made with another key than'));
    signSsh(key, sums, 'git');
    expect(await findings(`${key}.pub`)).toEqual(invalid('its namespace is not brewpull'));
    signSsh(key, `${key}.pub`);
    await writeFile(`${sums}.sig`, await readFile(`${key}.pub.sig`));
    expect(await findings(`${key}.pub`)).toEqual(invalid('belongs to another file'));
    await writeFile(`${sums}.sig`, 'x'.repeat(70_000));
    expect(await findings(`${key}.pub`)).toContainEqual(
      expect.objectContaining({ message: 'SHA256SUMS.sig is too large to be a signature' }),
    );
    await rm(`${sums}.sig`);
    await writeFile(`${sums}.sign`, '');
    expect(await findings(`${key}.pub`)).toContainEqual(
      expect.objectContaining({ message: 'SHA256SUMS.sign is not listed in SHA256SUMS' }),
    );
  },
);

test('what --sign and --signer cannot take is a usage error', async () => {
  await using home = await cliHome(world());
  await bundle(home, '-o', 'b.tar');
  for (const [argv, message] of [
    [['bundle', 'app', '--sign', 'key'], '--sign takes KIND:KEY, and not key'],
    [['bundle', 'app', '--sign', 'ssh:nosuch'], 'cannot read --sign'],
    [['bundle', 'app', '--sign', 'gpg:a', '--sign', 'gpg:b'], '--sign names two keys of one kind'],
    [['verify', 'b.tar', '--signer', 'nosuch'], 'cannot read --signer'],
  ] as const) {
    const { code, stderr } = await run(home, ...argv);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  }
  expect((await run(home, 'verify', 'b.tar', '--signer', 'b.tar')).code).toBe(4);
  expect(await home.placed()).toEqual(['b.tar']);
});

test.skipIf(!HAS_SIGNERS)(
  'a signed bundle is updated, split, compared and pushed like any other',
  async () => {
    await using home = await cliHome(world());
    const { path: key } = makeSshKey(home.work, 'ours');
    const sign = ['--sign', `ssh:${key}`];
    await bundle(home, '-o', 'old', '--before', '2023-02-20', ...sign);
    const updated = await bundle(
      home,
      '-o',
      'new.tar',
      '--update',
      'old',
      '--split',
      '1M',
      ...sign,
    );
    expect(updated).toMatchObject({ code: 0 });
    const verify = ['verify', 'new.tar.001', '--with', 'old', '--signer', 'ours.pub'];
    expect(await run(home, ...verify)).toMatchObject({ code: 0 });
    await bundle(home, '-o', 'plain', '--before', '2023-02-20');
    expect(await runCli(['diff', 'plain', 'old'], { cwd: home.work })).toMatchObject({ code: 0 });
    expect((await run(home, 'bundle', '--inspect', 'old')).code).toBe(0);
    await using registry = await startRegistry({ access: 'open' });
    const pushed = await runCli(['push', 'old', registry.url.href], { cwd: home.work });
    expect(pushed).toMatchObject({ code: 0 });
  },
);
