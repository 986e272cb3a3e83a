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
