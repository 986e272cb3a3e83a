import {
  appendFile,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layBundle, runInstaller } from '../../support/brew/bundled.ts';
import { Machine } from '../../support/brew/machine.ts';
import { HAS_SIGNERS, signGpg, signMinisign, signSsh } from '../../support/signing/sign-file.ts';
import { GpgHome, makeMinisignKey, makeSshKey } from '../../support/signing/signing-keys.ts';

async function macWithBundle(): Promise<Machine> {
  const mac = await Machine.create();
  await layBundle(mac, 'big_sur', { formula: 'a', stubs: ['cmake'] });
  return mac;
}

function sumsOf(mac: Machine): string {
  return join(mac.folder, 'bundle/SHA256SUMS');
}

/** Expects `--check` and a run that would install to be refused before brew starts, with nothing left behind. */
async function expectRefusal(
  mac: Machine,
  signer: string,
  { message, code = 4 }: { message: string; code?: number },
): Promise<void> {
  const before = await mac.calls();
  for (const mode of [['--check'], []]) {
    const ended = await runInstaller(mac, ...mode, '--signer', signer);
    expect(ended.stderr).toContain(`install.sh: ${message}`);
    expect(ended).toMatchObject({ code, stdout: '' });
  }
  expect(await mac.calls()).toEqual(before);
  expect(await readdir(join(mac.folder, 'tmp'))).toEqual([]);
}

test('a signature that nobody asks for is not a foreign file, and is reported as not checked', async () => {
  await using mac = await macWithBundle();
  for (const ending of ['sig', 'minisig', 'asc']) await writeFile(`${sumsOf(mac)}.${ending}`, 'x');
  const ended = await runInstaller(mac);

  expect(ended.stderr).toBe(
    'install.sh: not checked: SHA256SUMS.sig, SHA256SUMS.minisig, SHA256SUMS.asc (with --signer KEY it would be)\n',
  );
  expect(ended.stdout).toContain('Of 1: 1 installed');
});

test.each([
  ['SHA256SUMS.sha'],
  ['SHA256SUMS.sig.txt'],
  ['bundle.json.sig'],
  ['bottles/SHA256SUMS.sig'],
])('%s is still a foreign file', async (name) => {
  await using mac = await macWithBundle();
  await writeFile(join(mac.folder, 'bundle', name), 'x');
  const ended = await runInstaller(mac, '--check');

  expect(ended.stderr).toContain(`${name} is not part of this bundle`);
  expect(ended.code).toBe(4);
});

test('a signature that is a link is refused', async () => {
  await using mac = await macWithBundle();
  await symlink('/etc/passwd', `${sumsOf(mac)}.sig`);
  expect((await runInstaller(mac)).stderr).toContain('SHA256SUMS.sig is a link or something else');
  await expectRefusal(mac, 'ssh-ed25519 AAAA', {
    message: 'ssh-ed25519 AAAA is of ssh, and SHA256SUMS.sig is missing (there is SHA256SUMS.sig)',
  });
});

test('a --signer that is not a public key, or is inside the bundle, is a usage error', async () => {
  await using mac = await macWithBundle();
  const file = join(mac.folder, 'some file');
  await writeFile(file, 'words\n');
  await copyFile(file, join(mac.folder, 'bundle/key.pub'));
  const usage = async (signer: string, message: string): Promise<void> =>
    expectRefusal(mac, signer, { message, code: 2 });

  await usage(file, `${file} holds no public key of ssh, minisign or OpenPGP`);
  await usage('nosuch', 'there is no file nosuch, and it is no public key itself');
  await usage(
    join(mac.folder, 'bundle/key.pub'),
    `${mac.folder}/bundle/key.pub is inside the bundle`,
  );
  await writeFile(file, '-----BEGIN OPENSSH PRIVATE KEY-----\n');
  await usage(file, `${file} is a private key: name the public one`);
  expect((await runInstaller(mac, '--signer')).code).toBe(2);
  expect((await runInstaller(mac, '--signer=')).code).toBe(2);
  expect((await runInstaller(mac, '--signer=a', '--signer=b')).code).toBe(2);
});

test.skipIf(!HAS_SIGNERS)('an ssh key may be a file, text, or among allowed signers', async () => {
  await using mac = await macWithBundle();
  const { path: key } = makeSshKey(mac.folder, 'ours');
  makeSshKey(mac.folder, 'theirs');
  const ours = await readFile(`${key}.pub`, 'utf8');
  const theirs = await readFile(join(mac.folder, 'theirs.pub'), 'utf8');
  signSsh(key, sumsOf(mac));
  const allowed = join(mac.folder, 'allowed');
  await writeFile(
    allowed,
    `# who may\n\ntheir@mac ${theirs}  our@mac,*@ours namespaces="file,brewpull" ${ours}`,
  );
  for (const [signer, name] of [
    [`${key}.pub`, ''],
    [ours.trim(), ''],
    [allowed, 'our@mac,*@ours, '],
  ] as const) {
    const ended = await runInstaller(mac, '--signer', signer);
    expect(ended.stderr).toBe('');
    expect(ended.stdout).toMatch(`SHA256SUMS has a good signature by ${name}the ssh key SHA256:`);
    expect(ended.code).toBe(0);
  }
  await appendFile(join(mac.folder, 'bundle/README.txt'), 'x');
  const damaged = await runInstaller(mac, '--check', '--signer', allowed);
  expect(damaged.stderr).toContain('README.txt is damaged: copy the bundle again');
  expect(damaged.code).toBe(4);
});

test.skipIf(!HAS_SIGNERS)(
  'each kind of bad ssh signature is refused with its own message',
  async () => {
    await using mac = await macWithBundle();
    const sums = sumsOf(mac);
    const { path: key } = makeSshKey(mac.folder, 'ours');
    const { path: theirs } = makeSshKey(mac.folder, 'theirs');
    const signer = `${key}.pub`;
    const missing = `${signer} is of ssh, and SHA256SUMS.sig is missing: nothing was installed\n`;
    await expectRefusal(mac, signer, { message: missing });
    signSsh(theirs, sums);
    const other = `SHA256SUMS.sig was made with another key than ${signer}: SHA256:`;
    await expectRefusal(mac, signer, { message: other });
    signSsh(key, sums, 'file');
    const purpose = 'SHA256SUMS.sig was made for another purpose: its namespace is not brewpull';
    await expectRefusal(mac, signer, { message: purpose });
    signSsh(key, sums);
    const good = await readFile(`${sums}.sig`, 'utf8');
    for (const text of ['', 'x', good.slice(0, 150), good.slice(0, -40), '\0'.repeat(9)]) {
      await writeFile(`${sums}.sig`, text);
      const unreadable = 'SHA256SUMS.sig is not a signature that ssh-keygen understands: ';
      await expectRefusal(mac, signer, { message: unreadable });
    }
    await writeFile(`${sums}.sig`, 'x'.repeat(65_537));
    await expectRefusal(mac, signer, { message: 'SHA256SUMS.sig is too large to be a signature' });
    await writeFile(`${sums}.sig`, good);
    await appendFile(sums, `${'0'.repeat(64)}  zzz\n`);
    await expectRefusal(mac, signer, { message: 'SHA256SUMS is not what was signed' });
  },
);

test.skipIf(!HAS_SIGNERS)('what a file of allowed signers says about a key is obeyed', async () => {
  await using mac = await macWithBundle();
  const { path: key } = makeSshKey(mac.folder, 'ours');
  const line = await readFile(`${key}.pub`, 'utf8');
  signSsh(key, sumsOf(mac));
  const allowed = join(mac.folder, 'allowed');
  for (const [option, message] of [
    ['valid-before="20200101"', 'has expired, according to'],
    ['valid-after="20990101"', 'is not valid yet, according to'],
    ['namespaces="git"', 'to sign for brewpull'],
    ['cert-authority', 'SHA256SUMS.sig was made with another key than'],
  ] as const) {
    await writeFile(allowed, `our@mac ${option} ${line}`);
    const ended = await runInstaller(mac, '--check', '--signer', allowed);
    expect(ended.stderr).toContain(message);
    expect(ended).toMatchObject({ code: 4, stdout: '' });
  }
  for (const names of ['the owner,x', 'ssh-team@mac', 'sk-x']) {
    await writeFile(allowed, `"${names}" namespaces="brew*" ${line}`);
    const { stdout } = await runInstaller(mac, '--check', '--signer', allowed);
    expect(stdout).toContain(`good signature by ${names}, the ssh key SHA256:`);
    await writeFile(allowed, `${names.replace('the ', '')} namespaces="brew*" ${line}`);
    expect((await runInstaller(mac, '--check', '--signer', allowed)).code).toBe(0);
  }
});

test.skipIf(!HAS_SIGNERS)(
  'a minisign key is accepted, and each kind of bad signature is refused',
  async () => {
    await using mac = await macWithBundle();
    const sums = sumsOf(mac);
    const { secret: key, public: signer } = makeMinisignKey(mac.folder, 'ours');
    const { secret: other } = makeMinisignKey(mac.folder, 'theirs');
    const [, text = ''] = (await readFile(signer, 'utf8')).split('\n');
    await expectRefusal(mac, signer, {
      message: `${signer} is of minisign, and SHA256SUMS.minisig`,
    });
    signMinisign(other, sums);
    await expectRefusal(mac, text, {
      message: `SHA256SUMS.minisig was made with another key than ${text}`,
    });
    signMinisign(key, sums);
    const good = await readFile(`${sums}.minisig`, 'utf8');
    await writeFile(`${sums}.minisig`, good.replace('for the Mac', 'for a Mac'));
    await expectRefusal(mac, signer, { message: 'SHA256SUMS.minisig was changed: its comment' });
    await writeFile(`${sums}.minisig`, good.slice(0, 60));
    await expectRefusal(mac, signer, {
      message: 'SHA256SUMS.minisig is not a signature that minisign',
    });
    await writeFile(`${sums}.minisig`, good);
    for (const named of [signer, text]) {
      const { code, stdout, stderr } = await runInstaller(mac, '--check', '--signer', named);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`SHA256SUMS has a good signature by the minisign key ${text}.\n`);
    }
    await appendFile(sums, 'x');
    await expectRefusal(mac, signer, { message: 'SHA256SUMS is not what was signed' });
  },
);

test.skipIf(!HAS_SIGNERS)(
  'an OpenPGP key is accepted, and each kind of bad signature is refused',
  async () => {
    await using mac = await macWithBundle();
    const sums = sumsOf(mac);
    const then = ['--faked-system-time', '20200101T000000'];
    const [ours, old] = [new GpgHome(mac.folder, 'ours'), new GpgHome(mac.folder, 'old')];
    for (const [home, expires] of [
      [ours, 'never'],
      [old, '1d'],
    ] as const) {
      const make = [
        '--passphrase',
        '',
        '--quick-generate-key',
        'me@mac',
        'ed25519',
        'sign',
        expires,
      ];
      home.run(...then, ...make);
    }
    const signer = ours.exportKey('me@mac');
    try {
      await expectRefusal(mac, signer, { message: `${signer} is of OpenPGP, and SHA256SUMS.asc` });
      signGpg(old, 'me@mac', ...then)(sums);
      const other = `SHA256SUMS.asc was made with another key than ${signer}`;
      await expectRefusal(mac, signer, { message: other });
      const over = 'the key of SHA256SUMS.asc has expired';
      await expectRefusal(mac, old.exportKey('me@mac'), { message: over });
      signGpg(ours, 'me@mac', ...then, '--default-sig-expire', '1d')(sums);
      await expectRefusal(mac, signer, { message: 'SHA256SUMS.asc has expired' });
      await writeFile(`${sums}.asc`, 'x');
      await expectRefusal(mac, signer, { message: 'SHA256SUMS.asc is not a signature that gpg' });
      const [, primary = ''] =
        /^fpr:+([0-9A-F]+):/m.exec(ours.run('--list-keys', '--with-colons')) ?? [];
      ours.run('--passphrase', '', '--quick-add-key', primary, 'ed25519', 'sign', 'never');
      rmSync(signer);
      ours.exportKey('me@mac');
      signGpg(ours, 'me@mac')(sums);
      const { code, stdout, stderr } = await runInstaller(mac, '--check', '--signer', signer);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`SHA256SUMS has a good signature by the OpenPGP key ${primary}.`);
      await appendFile(sums, 'x');
      await expectRefusal(mac, signer, { message: 'SHA256SUMS is not what was signed' });
    } finally {
      ours.stop();
      old.stop();
    }
  },
);

/** An environment without one program: its path has links to all the others. */
async function without(mac: Machine, program: string): Promise<Record<string, string>> {
  const folder = join(mac.folder, 'some programs');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const from of ['/usr/bin', '/bin']) {
    for (const name of await readdir(from)) {
      if (name !== program) await symlink(join(from, name), join(folder, name)).catch(() => {});
    }
  }
  return { PATH: [join(mac.folder, 'fakes'), join(mac.prefix, 'bin'), folder].join(':') };
}

test('if the program is missing, or ssh-keygen is too old, nothing is installed', async () => {
  await using mac = await macWithBundle();
  for (const [program, ending, signer] of [
    ['ssh-keygen', 'sig', 'ssh-ed25519 AAAA'],
    ['minisign', 'minisig', `RW${'Q'.repeat(54)}`],
    ['gpg', 'asc', join(mac.folder, 'key.asc')],
  ] as const) {
    await writeFile(join(mac.folder, 'key.asc'), '-----BEGIN PGP PUBLIC KEY BLOCK-----\n');
    await writeFile(`${sumsOf(mac)}.${ending}`, 'x');
    const env = await without(mac, program);
    const script = join(mac.folder, 'bundle/install.sh');
    const ended = await mac.run(['/bin/bash', script, '--signer', signer], { env });
    expect(ended).toEqual({
      code: 4,
      stdout: '',
      stderr: `install.sh: ${program} is not on this machine, and only it can check SHA256SUMS.${ending}: nothing was installed\n`,
    });
  }
  const old = "#!/bin/sh\necho 'unknown option -- Y' >&2; echo 'usage: ssh-keygen' >&2; exit 1\n";
  await writeFile(join(mac.folder, 'fakes/ssh-keygen'), old, { mode: 0o755 });
  const message = 'this ssh-keygen is too old to check SHA256SUMS.sig, which OpenSSH 8.1';
  await expectRefusal(mac, 'ssh-ed25519 AAAA', { message });
});
