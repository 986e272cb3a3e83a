import { chown, lchown, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { OPTION_NAMES, optionSpec } from '../../src/cli/arguments/options/options.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';

async function projectHome(): Promise<CliHome> {
  const home = await cliHome();
  await mkdir(home.at('work/deep'), { recursive: true });
  return home;
}

/** Runs below the project's folder, with an empty cache and no server to ask. */
function run(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return runCli(argv, {
    cwd: home.at('work/deep'),
    homeDir: home.path,
    env: { HOME: home.path, XDG_CACHE_HOME: home.cache },
  });
}

async function writeProject(home: CliHome, options: object): Promise<void> {
  await writeFile(join(home.work, '.brewpull.json'), JSON.stringify(options));
}

async function writeUserFile(home: CliHome, options: object): Promise<void> {
  await mkdir(home.at('.config/brewpull'), { recursive: true });
  await writeFile(home.at('.config/brewpull/config.json'), JSON.stringify(options));
}

/** The result of a run whose project file goes too far with this option. */
function refusalOf(home: CliHome, option: string): object {
  const path = join(home.work, '.brewpull.json');
  return {
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(`^brewpull: ${path}: ${option} .*\\nnext: Remove it from that file`),
    ),
  };
}

const RESOLVE = ['resolve', 'vim', '--target', 'big_sur', '--offline'];

test('every option says what a project file may do with it, and one that says nothing is closed', () => {
  const rules = OPTION_NAMES.flatMap((name) => {
    const { project: rule } = optionSpec(name);
    return rule === undefined ? [] : [[name, rule] as const];
  });

  const named = (wanted: string): string[] =>
    rules.filter(([, rule]) => rule === wanted).map(([name]) => name);
  expect(named('on')).toEqual([
    'exact',
    'locked',
    'frozen',
    'provenance',
    'require-provenance',
    'offline',
  ]);
  expect(named('off')).toEqual(['allow-unsure']);
  expect(named('path')).toEqual(['from-file', 'brewfile', 'for', 'lock', 'output']);
  expect(named('any')).toEqual([
    'deps',
    'closure',
    'platform',
    'all',
    'explain',
    'macos',
    'arch',
    'target',
    'brew-version',
    'before',
    'at',
    'split',
    'format',
    'csv',
    'concurrency',
    'json',
    'verbose',
    'color',
    'no-progress',
  ]);
});

test.each(OPTION_NAMES.filter((name) => optionSpec(name).project === undefined))(
  'a project file may not set %s',
  async (name) => {
    await using home = await projectHome();
    for (const value of ['x', true, false, ['x']]) {
      await writeProject(home, { macos: '11', arch: 'amd64', [name]: value });
      expect(await run(home, ...RESOLVE)).toMatchObject(refusalOf(home, name));
    }
  },
);

test.each([
  ['cache'],
  ['verify', 'vim.tar.gz'],
  ['compare', 'a.json'],
  ['probe'],
  ['offline-brew'],
  ['sync'],
  ['serve', 'bundle.tar'],
  ['push', 'bundle.tar', 'registry.example'],
])(
  'brewpull %s also refuses a project file that goes too far, even if it does not use the option',
  async (...argv) => {
    await using home = await projectHome();
    await writeProject(home, { registry: 'http://evil.example' });
    expect(await run(home, ...argv)).toMatchObject(refusalOf(home, 'registry'));
  },
);

test.each([
  ['html', { html: 'FILE', force: true }, ['history', 'vim']],
  ['receipt', { receipt: 'FILE' }, ['vim', '--target', 'big_sur', '--offline']],
  ['output', { output: 'FILE' }, ['vim', '--target', 'big_sur', '--offline']],
  ['lock', { lock: 'FILE' }, ['lock', 'vim', '--target', 'big_sur', '--offline']],
])('a project file cannot overwrite a file of the user with %s', async (option, options, argv) => {
  await using home = await projectHome();
  const precious = home.at('.bashrc');
  await writeFile(precious, 'alias ll="ls -l"\n');
  await writeProject(home, JSON.parse(JSON.stringify(options).replace('FILE', precious)));
  expect(await run(home, ...argv)).toMatchObject(refusalOf(home, option));

  expect(await readFile(precious, 'utf8')).toBe('alias ll="ls -l"\n');
});

test('a project file cannot have a folder of the user cleaned as the cache', async () => {
  await using home = await projectHome();
  await mkdir(home.at('docs/blobs'), { recursive: true });
  await writeFile(home.at('docs/blobs/thesis'), 'three years');
  await writeProject(home, { 'cache-dir': home.at('docs') });
  expect(await run(home, 'cache', 'clean')).toMatchObject(refusalOf(home, 'cache-dir'));

  expect(await readFile(home.at('docs/blobs/thesis'), 'utf8')).toBe('three years');
});

test('no line of a file outside the project is shown', async () => {
  await using home = await projectHome();
  await writeFile(home.at('secret'), 'pass word\n');
  for (const option of ['from-file', 'brewfile', 'for', 'lock']) {
    for (const path of [home.at('secret'), '../secret']) {
      await writeProject(home, { target: 'big_sur', [option]: path });
      const result = await run(home, 'plan', '--offline');

      expect(result).toMatchObject(refusalOf(home, option));

      expect(result.stderr).not.toContain('pass word');
    }
  }
});

test.each([
  ['/etc/passwd', 'must be relative'],
  ['C:\\Users\\me', 'must be relative'],
  ['..', 'must lie below'],
  ['../list', 'must lie below'],
  ['a/../../list', 'must lie below'],
  ['deep/..', 'must lie below'],
  ['..\\list', 'must lie below'],
  ['deep\\list', 'must be written with /'],
  ['.\\', 'must be written with /'],
  ['.ssh/authorized_keys', 'must not be a hidden'],
  ['deep/.git/hooks/post-checkout', 'must not be a hidden'],
  ['-', 'not standard input or output'],
  ['./-', 'not standard input or output'],
  ['li\u0000st', 'contains invisible characters'],
  ['li\u202Est', 'contains invisible characters'],
  ['outward', 'a link leads out'],
  ['outward/list', 'a link leads out'],
  ['deep/outward/not-there-yet', 'a link leads out'],
  ['dangling', 'a link leads out'],
  ['to-zero', 'a link leads out'],
  ['hidden', 'a link leads out'],
  [true, 'must be the name of a file'],
])('the path %j in a project file is refused', async (path, reason) => {
  await using home = await projectHome();
  await symlink('..', join(home.work, 'outward'));
  await symlink(home.path, join(home.work, 'deep/outward'));
  await symlink('/nowhere/at-all', join(home.work, 'dangling'));
  await symlink('/dev/zero', join(home.work, 'to-zero'));
  await mkdir(join(home.work, '.git'));
  await symlink('.git', join(home.work, 'hidden'));
  for (const option of ['output', 'lock', 'from-file', 'brewfile', 'for']) {
    await writeProject(home, { target: 'big_sur', [option]: path });
    const result = await run(home, 'plan', '--offline');

    expect(result).toMatchObject(refusalOf(home, option));

    expect(result.stderr).toContain(reason);
  }
});

test('an unknown option is quoted, so that nothing in its name controls the terminal', async () => {
  await using home = await projectHome();
  await writeProject(home, { 'ev\u001B[31mil': 1 });
  const { code, stderr } = await run(home, ...RESOLVE);

  expect(code).toBe(2);
  expect(stderr).toContain(String.raw`.brewpull.json: "ev\u001b[31mil" is not an option`);
});

test('one bad path among good ones is refused', async () => {
  await using home = await projectHome();
  await writeFile(join(home.work, 'list'), 'vim\n');
  await writeProject(home, { target: 'big_sur', 'from-file': ['list', '../list'] });
  expect(await run(home, 'resolve', '--offline')).toMatchObject(refusalOf(home, 'from-file'));
});

test.each([
  ['require-provenance', false],
  ['require-provenance', 'no'],
  ['provenance', 0],
  ['offline', false],
  ['exact', 'off'],
  ['locked', false],
  ['frozen', false],
  ['allow-unsure', true],
  ['allow-unsure', 'yes'],
])('a project file may not make %s %j, whatever the user says', async (name, value) => {
  await using home = await projectHome();
  await writeProject(home, { [name]: value });
  expect(await run(home, ...RESOLVE)).toMatchObject(refusalOf(home, name));
  await writeUserFile(home, { [name]: value === false });
  expect(await run(home, ...RESOLVE)).toMatchObject(refusalOf(home, name));
});

test('what a project file makes stricter overrides the user file', async () => {
  await using home = await projectHome();
  await writeUserFile(home, { 'require-provenance': false, prebuilt: true });
  await writeProject(home, { 'require-provenance': true, target: 'big_sur' });
  const result = await run(home, 'vim', '--offline');

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('--prebuilt and --require-provenance do not go together');
});

test('a demand of the user file holds if the project file says nothing, until the command line lifts it', async () => {
  await using home = await projectHome();
  await writeUserFile(home, { 'require-provenance': true, prebuilt: true });
  await writeProject(home, { target: 'big_sur' });

  expect((await run(home, 'vim', '--offline')).stderr).toContain('do not go together');
  // The command line is the user's own choice, and comes after the file.
  expect((await run(home, 'vim', '--offline', '--require-provenance=no')).stderr).not.toContain(
    'do not go together',
  );
});

test('the user file may set what a project file may not', async () => {
  await using home = await projectHome();
  await writeUserFile(home, {
    history: 'registry',
    'cache-dir': home.at('own'),
    host: '127.0.0.1',
  });
  const result = await run(home, ...RESOLVE);

  expect(result.code).toBe(5);
  expect(result.stderr).toContain('--offline');
});

test('a project file in the home folder is treated like any other', async () => {
  await using home = await projectHome();
  await writeFile(home.at('.brewpull.json'), '{"registry":"http://evil.example"}');
  const result = await run(home, ...RESOLVE);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain(`${home.at('.brewpull.json')}: registry `);
});

// Only root can give a file away.
test.skipIf(process.getuid?.() !== 0).each([
  ['the file', ''],
  ['the link to a file of the user', 'link'],
])("another user's project file is refused: %s", async (_what, kind) => {
  await using home = await projectHome();
  const path = join(home.work, '.brewpull.json');
  await writeProject(home, { macos: '11', arch: 'amd64' });
  if (kind === 'link') {
    await rm(path);
    await writeFile(home.at('mine.json'), '{"macos":"11","arch":"amd64"}');
    await symlink(home.at('mine.json'), path);
  }
  await (kind === 'link' ? lchown(path, 12_345, 12_345) : chown(path, 12_345, 12_345));
  const result = await run(home, ...RESOLVE);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('belongs to another user');
});
