import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { advisoryFile, type AdvisoryFacts } from '../support/audit/advisory-file.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';
import { vimHistory } from '../support/tap/vim-history.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const FILE = ['--vulns', '--advisories', 'advisories.json'];

/** The versions of one formula: 1.0 as it is, 1.1 with a patch, both for Big Sur. */
const patched = [
  tool('1.0', ''),
  tool(
    '1.1',
    '  patch do\n    url "https://example.org/CVE-2023-9999.patch"\n    sha256 "0"\n  end\n\n',
  ),
];

const tap = once(async () => buildTap({ commits: [...vimHistory(), ...patched] }));

function tool(version: string, patch: string) {
  const sha256 = version === '1.0' ? 'a'.repeat(64) : 'b'.repeat(64);
  const bottle = { entries: { big_sur: sha256 } };
  const text = formulaText({ name: 'tool', version, bottle });
  return {
    subject: `tool ${version}`,
    write: { 'Formula/t/tool.rb': text.replace('  def install', `${patch}  def install`) },
  };
}

async function history(
  home: CliHome,
  advisories: Readonly<Record<string, readonly AdvisoryFacts[]>>,
  ...argv: readonly string[]
): Promise<CliResult> {
  await writeFile(home.at('work/advisories.json'), advisoryFile(advisories));
  return runCli(['history', ...argv, '--tap-dir', tap().path, '--cache-dir', home.cache], {
    cwd: home.work,
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

const VIM: readonly AdvisoryFacts[] = [
  { id: 'BREW-vim-A', upstream: ['CVE-2023-1111'], severity: 'high', fixed: '9.0.1850' },
  { id: 'BREW-vim-B', severity: 'low', fixed: '9.0.1850' },
  { id: 'BREW-vim-C', severity: 'critical', fixed: '9.0.1800' },
];

test('each version has the number of its known vulnerabilities, and the newest that pours without one is marked', async () => {
  await using home = await cliHome();
  const { code, stdout, stderr } = await history(home, { vim: VIM }, 'vim', ...BIG_SUR, ...FILE);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    'vim',
    'VERSION   SINCE       VULNERABILITIES            11',
    '9.0.1900  2023-09-16  none known ✓               last',
    '9.0.1850  2023-09-02  none known                 •',
    '9.0.1800  2023-08-27  1 high, 1 low              •',
    '9.0.1750  2023-08-19  1 critical, 1 high, 1 low  •',
    '9.0.1700  2023-08-13  1 critical, 1 high, 1 low  •',
    '9.0.1900 is the newest without a known vulnerability that pours on macOS 11 Big Sur on Intel (big_sur)',
    'Advisories: 3 records from advisories.json',
    'to get one of them: brewpull bundle vim=VERSION --target big_sur',
    '',
  ]);
});

test('--json has the vulnerabilities of each build, and the newest build without any for each target', async () => {
  await using home = await cliHome();
  const still: AdvisoryFacts = { id: 'BREW-vim-D', fixed: '9.0.2000' };
  const argv = ['vim', '--macos', '11', ...FILE, '--json'];
  const { stdout } = await history(home, { vim: [...VIM, still] }, ...argv);

  const { builds, ...head } = JSON.parse(stdout);
  expect(head).toMatchObject({
    advisories: { source: 'advisories.json', records: 4, recordSchema: '1.7.3' },
    withoutVulnerabilities: [
      { target: { bottleTag: 'big_sur' }, bottle: null },
      { target: { bottleTag: 'arm64_big_sur' }, bottle: null },
    ],
  });
  expect(
    builds.find(({ pkgVersion }: { pkgVersion: string }) => pkgVersion === '9.0.1800')
      .vulnerabilities,
  ).toEqual({
    coverage: 'covered',
    arePatchesKnown: true,
    bySeverity: { critical: 0, high: 1, medium: 0, low: 1, unknown: 1 },
    open: [
      {
        id: 'BREW-vim-A',
        upstream: ['CVE-2023-1111'],
        severity: 'high',
        because: 'range',
        fixedIn: '9.0.1850',
      },
      { id: 'BREW-vim-D', upstream: [], severity: null, because: 'range', fixedIn: '9.0.2000' },
      { id: 'BREW-vim-B', upstream: [], severity: 'low', because: 'range', fixedIn: '9.0.1850' },
    ],
    patched: [],
    fixedCount: 1,
  });
});

test('if no version has the fix, none is left for the target, and the answer says so', async () => {
  await using home = await cliHome();
  const { stdout } = await history(home, { vim: [{ id: 'X' }] }, 'vim', ...BIG_SUR, ...FILE);

  expect(stdout).toContain('1 unknown');
  expect(stdout).toContain(
    'No bottle of vim without a known vulnerability pours on macOS 11 Big Sur on Intel (big_sur)',
  );
  expect(stdout).not.toContain('✓');
});

test('a patch in the formula of that version counts', async () => {
  await using home = await cliHome();
  const advisories = { tool: [{ id: 'BREW-tool-1', upstream: ['CVE-2023-9999'] }] };
  const shown = await history(home, advisories, 'tool', ...BIG_SUR, ...FILE);
  const json = await history(home, advisories, 'tool', ...BIG_SUR, ...FILE, '--json');

  expect(shown.stdout).toMatch(/^1\.1 +\S+ +none known ✓ +last$/m);
  expect(shown.stdout).toMatch(/^1\.0 +\S+ +1 unknown +•$/m);
  const { builds, withoutVulnerabilities } = JSON.parse(json.stdout);
  expect(builds[0].vulnerabilities.patched).toEqual([
    { id: 'BREW-tool-1', upstream: ['CVE-2023-9999'], because: 'formula' },
  ]);
  expect(withoutVulnerabilities).toEqual([
    {
      target: { macos: '11', codename: 'big_sur', arch: 'amd64', bottleTag: 'big_sur' },
      bottle: { pkgVersion: '1.1', rebuild: 0, bottleTag: 'big_sur' },
    },
  ]);
});

test('a formula that the advisories do not have gets no column, and is not called safe', async () => {
  await using home = await cliHome();
  const { stdout } = await history(home, { tool: [] }, 'vim', ...BIG_SUR, ...FILE);

  expect(stdout).toContain(
    'The advisories have nothing about vim: that says nothing about its vulnerabilities',
  );
  expect(stdout).not.toMatch(/VULNERABILITIES|none known|without a known/);
});

test('without a target every version is judged, and none is marked', async () => {
  await using home = await cliHome();
  const { stdout } = await history(home, { vim: VIM }, 'vim', '--arch', 'amd64', ...FILE);

  expect(stdout).toMatch(/^9\.0\.2050 .* none known /m);
  expect(stdout).not.toMatch(/✓|pours on/);
});

test('the page has the same, and texts from advisories are escaped', async () => {
  await using home = await cliHome();
  const evil = '</td><script>alert(1)</script>';
  const page = await history(
    home,
    { vim: [...VIM, { id: evil, summary: evil, upstream: [evil], fixed: '9.0.1800' }] },
    'vim',
    ...BIG_SUR,
    ...FILE,
    '--html',
    '-',
  );

  expect(page.stdout).toContain('>Vulnerabilities</th>');
  expect(page.stdout).toContain('<strong>none known</strong>');
  expect(page.stdout).toContain('9.0.1900 is the newest without a known vulnerability');
  expect(page.stdout.match(/<script/g)).toHaveLength(1);
});

test.each([
  ['--advisories without --vulns', ['vim', '--advisories', 'advisories.json'], 'Add --vulns.'],
  ['--vulns with --explain', ['vim', '--explain', ...BIG_SUR, ...FILE], 'Leave one of them out.'],
  ['no advisories at hand', ['vim', '--vulns'], 'brewpull vulns --update'],
])('%s: names the next step', async (_name, argv, hint) => {
  await using home = await cliHome();
  const { code, stdout, stderr } = await history(home, {}, ...argv);

  expect({ isDone: code === 0, stdout }).toEqual({ isDone: false, stdout: '' });
  expect(stderr).toContain(hint);
});
