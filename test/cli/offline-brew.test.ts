import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli/run-cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SCRIPT = join(import.meta.dirname, '../../src/bundle/installer/offline-brew.sh');

test('offline-brew prints the script that is in every bundle, byte for byte', async () => {
  await using home = await tempFolder();
  const script = await readFile(SCRIPT, 'utf8');
  const printed = await runCli(['offline-brew'], { cwd: home.path });
  const json = await runCli(['offline-brew', '--json'], { cwd: home.path });

  expect(printed).toMatchObject({ code: 0, stdout: script, stderr: '' });
  expect(JSON.parse(json.stdout)).toEqual({ schemaVersion: 1, script });
  await writeFile(home.at('offline-brew.sh'), printed.stdout);
  const { stdout } = await promisify(execFile)('bash', [home.at('offline-brew.sh'), '--help']);
  expect(stdout).toContain('--undo       remove what this script has made');
});
