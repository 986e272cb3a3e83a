import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';

let home: string;
let project: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-config-'));
  project = join(home, 'project');
  await mkdir(join(project, 'deep'), { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Fails on purpose: which target was understood stands in the message. */
function resolveVim(env: Record<string, string> = {}): Promise<CliResult> {
  const argv = ['resolve', 'vim', '--offline', '--cache-dir', join(home, 'cache')];
  return runCli(argv, { cwd: join(project, 'deep'), env: { HOME: home, ...env } });
}

async function writeProject(options: object): Promise<void> {
  await writeFile(join(project, '.brewpull.json'), JSON.stringify(options));
}

test('a project file above the working folder is read, and the environment wins over it', async () => {
  expect((await resolveVim()).stderr).toContain('the target is not complete');
  await writeProject({ macos: '11', arch: 'arm64' });
  expect(await resolveVim()).toMatchObject({ code: 5 });
  await writeProject({ macos: '10.15', arch: 'arm64' });
  const impossible = await resolveVim();
  const mended = await resolveVim({ BREWPULL_ARCH: 'amd64' });

  expect(impossible).toMatchObject({ code: 2 });
  expect(impossible.stderr).toContain('never ran on Apple silicon');
  expect(mended).toMatchObject({ code: 5 });
});

test.each(['trusted-root', 'ca-file', 'proxy', 'attestation-api'])(
  'a project file may not set %s',
  async (name) => {
    await writeProject({ macos: '11', arch: 'amd64', [name]: 'x' });
    const result = await resolveVim();

    expect(result.code).toBe(2);
    expect(result.stderr).toContain(`${name} decides whom to believe`);
  },
);

test("another user's project file is not followed", async ({ skip }) => {
  await writeProject({ macos: '11', arch: 'amd64' });
  try {
    await chown(join(project, '.brewpull.json'), 12_345, 12_345);
  } catch {
    skip('only root can give a file away');
  }
  const result = await resolveVim();

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('belongs to another user');
});

test('a file that is no options says where and what', async () => {
  await writeFile(join(project, '.brewpull.json'), '{');
  expect((await resolveVim()).stderr).toContain('.brewpull.json is not valid JSON');
  await writeProject({ makos: '11' });
  expect((await resolveVim()).stderr).toContain('makos is not an option');
});
