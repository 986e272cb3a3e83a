import { readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { advisoryFile, ofCve } from '../support/audit/advisory-file.ts';
import { serveFeed } from '../support/audit/feed-server.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { startClosureWorld } from '../support/world/closure-world.ts';

const BIG_SUR = ['--target', 'big_sur'];
const world = once(() =>
  startClosureWorld({
    more: [
      { name: 'mended', version: '1.0', date: '2023-05-01', patches: ['CVE-2020-0009'] },
      { name: 'mended', version: '2.0', date: '2023-05-02', tags: ['arm64_ventura'] },
    ],
  }),
);

type Records = Parameters<typeof advisoryFile>[0];

/** The last bottles for Big Sur are `mid` 1.0, `app` 3.0 and `base` 1.1. */
const RECORDS: Records = {
  mid: [ofCve('CVE-2023-0001', { fixed: '2.0', severity: 'critical' })],
  app: [
    ofCve('CVE-2023-0002', { introduced: '3.0', severity: 'high' }),
    ofCve('CVE-2023-0003', { fixed: '2.0', severity: 'high' }),
  ],
  base: [ofCve('CVE-2023-0004'), ofCve('CVE-2023-0005', { introduced: '9.0' })],
  mended: [ofCve('CVE-2020-0009', { fixed: '2.0', severity: 'high', fix: 'patch' })],
  newlib: [ofCve('CVE-2023-0006', { fixed: '2.0', severity: 'low' })],
};
const COUNT = 7;

async function homeWith(records = RECORDS): Promise<CliHome> {
  const home = await cliHome(world());
  await writeFile(home.at('work/advisories.json'), advisoryFile(records));
  return home;
}

function ask(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(['vulns', ...argv, '--advisories', 'advisories.json']);
}

async function askJson(home: CliHome, ...argv: readonly string[]) {
  return JSON.parse((await ask(home, ...argv, '--json')).stdout);
}

test('every open vulnerability is listed with its fix and whether a version without it pours', async () => {
  await using home = await homeWith();
  const { bottles, totals } = await askJson(home, 'app', 'mid', 'base', 'mended', ...BIG_SUR);

  const open = bottles.flatMap(
    ({
      formula,
      open: vulnerabilities,
    }: {
      formula: string;
      open: readonly Record<string, unknown>[];
    }) =>
      vulnerabilities.map(({ upstream, severity, fixedIn, fixedBottle, because }) => ({
        formula,
        upstream,
        severity,
        fixedIn,
        fixedBottle,
        because,
      })),
  );
  expect(open).toStrictEqual([
    {
      formula: 'app',
      upstream: ['CVE-2023-0002'],
      severity: 'high',
      fixedIn: null,
      fixedBottle: {
        status: 'pours',
        bottle: { pkgVersion: '2.0', rebuild: 0, bottleTag: 'big_sur' },
      },
      because: 'range',
    },
    {
      formula: 'mid',
      upstream: ['CVE-2023-0001'],
      severity: 'critical',
      fixedIn: '2.0',
      fixedBottle: { status: 'no-bottle' },
      because: 'range',
    },
    {
      formula: 'base',
      upstream: ['CVE-2023-0004'],
      severity: null,
      fixedIn: null,
      fixedBottle: { status: 'no-fix' },
      because: 'range',
    },
  ]);
  expect(totals).toStrictEqual({
    open: 3,
    bySeverity: { critical: 1, high: 1, medium: 0, low: 0, unknown: 1 },
    patched: 1,
    covered: 4,
    notCovered: 0,
  });
  expect(bottles[3].patched).toMatchObject([
    { upstream: ['CVE-2020-0009'], because: 'formula', fixedIn: '2.0' },
  ]);
});

test('a formula that the advisories do not cover is not reported as free of vulnerabilities', async () => {
  await using home = await homeWith();
  const { stdout, code } = await ask(home, 'ring', 'mended', ...BIG_SUR);

  expect(code).toBe(0);
  expect(stdout).toContain('None known: mended 1.0');
  expect(stdout).toContain('Not covered by the advisories: ring 1.0. That does not mean');
  expect(stdout).toContain('2 bottles: 0 open, 1 patched, 1 bottle not covered');
});

test('a renamed formula is looked up by its name of today', async () => {
  await using home = await homeWith();
  const { bottles } = await askJson(home, 'newlib', ...BIG_SUR);

  const names = { formula: 'oldlib', formulaNow: 'newlib' };
  expect(bottles).toMatchObject([{ ...names, coverage: 'covered', open: [{}] }]);
});

test('a version that ends like a part of a bundle is still that of a formula', async () => {
  await using home = await homeWith();
  const { stderr } = await ask(home, 'mid=9.1.450', ...BIG_SUR);

  expect(stderr).toContain('mid 9.1.450 has no bottle');
});

test('a newer bottle under a name that the advisories do not have is not offered', async () => {
  await using home = await homeWith({ oldlib: [ofCve('CVE-2023-0007', { fixed: '1.5' })] });
  const { bottles } = await askJson(home, 'newlib=1.0', '--target', 'arm64_ventura');

  expect(bottles).toMatchObject([
    { formula: 'oldlib', open: [{ fixedBottle: { status: 'no-bottle' } }] },
  ]);
  expect(bottles[0].withoutVulnerabilities).toBeNull();
});

test.each([
  ['critical', 'base', 0],
  ['low', 'base', 4],
  ['critical', 'mid', 4],
  ['critical', 'app', 0],
  ['high', 'app', 4],
  ['low', 'mended', 0],
  ['low', 'ring', 0],
])('with --fail-on %s, the exit code for %s is %s', async (severity, formula, code) => {
  await using home = await homeWith();
  const run = await ask(home, formula, ...BIG_SUR, '--fail-on', severity);

  expect(run.code).toBe(code);
});

test('with --deps, what the formulae need is judged as well', async () => {
  await using home = await homeWith();
  const { bottles } = await askJson(home, 'app', ...BIG_SUR, '--deps');

  expect(bottles.map(({ formula }: { formula: string }) => formula).toSorted()).toStrictEqual([
    'app',
    'base',
    'mid',
  ]);
});

test('a bundle, its lock and a mirror of it are judged alike, without a network', async () => {
  await using home = await homeWith();
  const lock = ['--lock', 'all.lock.json'];
  await home.run(['bundle', 'mended', 'mid', ...BIG_SUR, '-o', 'b.tar', ...lock]);
  await home.run(['mirror', 'mended', 'mid', ...BIG_SUR, '-o', 'tree']);
  const judged = async (...paths: readonly string[]): Promise<readonly string[]> => {
    const argv = ['vulns', ...paths, '--advisories', 'advisories.json', '--offline', '--json'];
    const { stdout } = await runCli(argv, { cwd: home.work });
    const { bottles } = JSON.parse(stdout);
    return bottles
      .map(
        (each: {
          readonly formula: string;
          readonly open: readonly object[];
          readonly patched: readonly object[];
        }) => `${each.formula} ${each.open.length} ${each.patched.length}`,
      )
      .toSorted();
  };

  const wanted = ['base 1 0', 'mended 0 1', 'mid 1 0'];
  expect(await judged('b.tar')).toStrictEqual(wanted);
  expect(await judged('all.lock.json')).toStrictEqual(wanted);
  expect(await judged('tree')).toStrictEqual(wanted);
  expect(await judged('b.tar', 'all.lock.json', 'tree')).toStrictEqual(wanted);
});

test('a bundle that was made without a clone is judged by the formulae inside its bottles', async () => {
  const { registry } = world();
  await using home = await cliHome({ registry });
  await writeFile(home.at('work/advisories.json'), advisoryFile(RECORDS));
  const made = await home.run(['bundle', 'mended', ...BIG_SUR, '--history', 'registry', '-o', 'b']);
  const argv = ['vulns', 'b', '--advisories', 'advisories.json', '--offline', '--json'];
  const { bottles } = JSON.parse((await runCli(argv, { cwd: home.work })).stdout);

  expect(made.code).toBe(0);
  expect(bottles).toMatchObject([
    { formula: 'mended', arePatchesKnown: true, open: [], patched: [{ because: 'formula' }] },
  ]);
});

test('a bundle that was changed is not judged', async () => {
  await using home = await homeWith();
  await home.run(['bundle', 'mended', ...BIG_SUR, '-o', 'b']);
  await writeFile(home.at('work/b/formulae/extra.rb'), 'resolves "CVE-2020-0009"');
  const { code, stderr } = await ask(home, 'b');

  expect(code).toBe(4);
  expect(stderr).toContain('b is not sound');
});

test('a bundle that --fail-on refuses is not made, and no bottle is fetched', async () => {
  await using home = await homeWith();
  const argv = ['bundle', 'app', ...BIG_SUR, '--advisories', 'advisories.json', '-o', 'b.tar'];
  const refused = await home.run([...argv, '--fail-on', 'critical']);
  const blobs = world().registry.requests.filter(({ path }) => path.includes('/blobs/'));

  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('are open in mid 1.0 (CVE-2023-0001)');
  expect(await home.placed()).toStrictEqual(['advisories.json']);
  expect(blobs).toStrictEqual([]);
  const passed = await home.run([
    ...argv.map((word) => (word === 'app' ? 'mended' : word)),
    '--fail-on',
    'low',
  ]);
  expect(passed.code).toBe(0);
  expect(passed.stderr).toContain('vulnerabilities: 1 bottle: 0 open, 1 patched');
});

test('a mirror that --fail-on refuses is complete all the same, and the exit code is 4', async () => {
  await using home = await homeWith();
  const argv = ['mirror', 'mid', ...BIG_SUR, '--advisories', 'advisories.json', '-o', 'tree'];
  const { code, stderr } = await home.run([...argv, '--fail-on', 'critical']);

  expect(code).toBe(4);
  expect(stderr).toContain('are open in mid 1.0 (CVE-2023-0001)');
  expect((await runCli(['verify', 'tree'], { cwd: home.work })).code).toBe(0);
});

test('with --dry-run, --fail-on judges a bundle and is refused for a mirror', async () => {
  await using home = await homeWith();
  const more = [
    ...BIG_SUR,
    '--advisories',
    'advisories.json',
    '--fail-on',
    'critical',
    '--dry-run',
  ];
  const bundle = await home.run(['bundle', 'app', ...more]);
  const mirror = await home.run(['mirror', 'mid', ...more, '-o', 'tree']);

  expect(bundle.code).toBe(4);
  expect(mirror.code).toBe(2);
  expect(mirror.stderr).toContain('--fail-on judges a mirror when it is made');
});

test('advisories that cannot be read stop a mirror before it begins', async () => {
  await using home = await homeWith();
  await writeFile(home.at('work/advisories.json'), '<html>');
  const argv = ['mirror', 'mid', ...BIG_SUR, '--advisories', 'advisories.json', '-o', 'tree'];
  const { code } = await home.run([...argv, '--fail-on', 'low']);

  expect(code).toBe(4);
  expect(await home.placed()).toStrictEqual(['advisories.json']);
});

test('a formula whose records are broken fails, and the others are judged', async () => {
  await using home = await homeWith();
  const whole = JSON.parse(advisoryFile(RECORDS));
  whole.advisories.mid = [{ id: 7 }];
  await writeFile(home.at('work/advisories.json'), JSON.stringify(whole));
  const run = await ask(home, 'mid', 'mended', ...BIG_SUR, '--json');
  const { bottles, failures } = JSON.parse(run.stdout);
  const text = await ask(home, 'mid', 'mended', ...BIG_SUR);

  expect(text.stdout).toContain(
    '1 bottle: 0 open, 1 patched, 0 bottles not covered, 1 more not judged',
  );
  expect(run.code).toBe(6);
  expect(bottles).toHaveLength(1);
  expect(failures).toMatchObject([{ formula: 'mid', error: { code: 'INVALID_FILE' } }]);
});

test('a name that could not be judged is in every form of the answer', async () => {
  await using home = await homeWith();
  const files = ['--sarif', 'v.sarif', '--vex', 'v.cdx.json'];
  const run = await ask(home, 'mid', 'nosuch', ...BIG_SUR, ...files, '--json');
  const [sarif, vex] = [home.at('work/v.sarif'), home.at('work/v.cdx.json')];
  const [log] = JSON.parse(await readFile(sarif, 'utf8')).runs;

  expect(run.code).toBe(6);
  expect(JSON.parse(run.stdout).notFound).toMatchObject([
    { requested: 'nosuch', target: { macos: '11' }, error: { code: 'FORMULA_NOT_FOUND' } },
  ]);
  expect(log.invocations[0].executionSuccessful).toBe(false);
  expect(JSON.stringify(log.invocations)).toContain('nosuch for big_sur could not be judged');
  expect(await readFile(vex, 'utf8')).toContain('nosuch for big_sur could not be judged');
});

test('SARIF and VEX are written beside the answer', async () => {
  await using home = await homeWith();
  const files = ['--sarif', 'v.sarif', '--vex', 'v.cdx.json'];
  const { code } = await ask(home, 'mid', ...BIG_SUR, ...files);
  const stream = await ask(home, 'mid', ...BIG_SUR, '--sarif', '-');

  expect(code).toBe(0);
  expect(await home.placed()).toStrictEqual(['advisories.json', 'v.cdx.json', 'v.sarif']);
  expect(JSON.parse(stream.stdout)).toMatchObject({ version: '2.1.0' });
  const both = await ask(home, 'mid', ...BIG_SUR, '--sarif', '-', '--json');
  expect(both.code).toBe(2);
});

test('advisories are fetched once and read offline, with their age', async () => {
  await using home = await homeWith();
  const text = advisoryFile(RECORDS);
  await using feed = await serveFeed((response) => response.end(text));
  const from = ['--advisories', feed.url.href, '--insecure-registry', feed.url.host];
  const none = await home.run(['vulns', 'mid', ...BIG_SUR]);
  const fetched = await home.run(['vulns', '--update', ...from]);
  const asked = await home.run(['vulns', 'mid', ...BIG_SUR, '--offline']);

  expect(none.code).toBe(2);
  expect(none.stderr).toContain('no advisories are in the cache');
  expect(fetched).toMatchObject({ code: 0, stderr: '' });
  expect(fetched.stdout).toContain(`Advisories: ${COUNT} records from ${feed.url.href}`);
  expect(asked.stdout).toContain('CVE-2023-0001');
  expect(asked.stdout).toContain('(today)');
  expect(feed.asked).toHaveLength(1);
  const later = () => new Date(Date.now() + 40 * 24 * 60 * 60 * 1000);
  const old = await home.run(['vulns', 'mid', ...BIG_SUR, '--offline'], { now: later });
  expect(old.stdout).toMatch(/\((?:39|40) days ago\)/);
  expect(old.stderr).toMatch(/warning: the advisories are (?:39|40) days old/);
});

test.each([
  [['--update', '--advisories', 'advisories.json'], 'but --advisories advisories.json is not one'],
  [['mid', ...BIG_SUR, '--advisories', 'https://example.org/a.json'], 'nothing is fetched without'],
  [[], 'vulns needs a formula'],
  [['mid', ...BIG_SUR, '--fail-on', 'bad', '--advisories', 'advisories.json'], '--fail-on'],
])('%j is refused', async (argv, said) => {
  await using home = await homeWith();
  const place = argv.length === 0 ? ['--advisories', 'advisories.json'] : [];
  const { code, stderr } = await home.run(['vulns', ...argv, ...place]);

  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

test.each([
  ['bundle --inspect b.tar --fail-on low', '--fail-on does nothing with --inspect'],
  ['bundle --inspect b.tar --with-sbom', '--with-sbom does nothing with --inspect'],
  ['bundle mid --target big_sur -o b.tar --advisories a.json', '--advisories does nothing without'],
  ['bundle mid --target big_sur -o b.tar --dry-run --sbom s.json', '--sbom does nothing with'],
  ['lock mid --target big_sur --dry-run --sbom s.json', '--sbom does nothing with'],
  ['mirror tree --split 1M -o media --fail-on low', '--split and --fail-on do not go together'],
  ['mirror tree --join media --sbom s.json -o t', '--join and --sbom do not go together'],
  ['history mid --advisories a.json', '--advisories does nothing without --vulns'],
])('%s is refused, because an option would have no effect', async (line, said) => {
  await using home = await homeWith();
  const { code, stderr } = await home.run(line.split(' '));

  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

test('BREWPULL_ADVISORIES is used by vulns, and ignored by history', async () => {
  await using home = await homeWith();
  const env = { BREWPULL_ADVISORIES: home.at('work/advisories.json') };
  const history = await home.run(['history', 'mid', ...BIG_SUR], { env });
  const vulns = await home.run(['vulns', 'mid', ...BIG_SUR], { env });

  expect(history.code).toBe(0);
  expect(vulns.stdout).toContain('CVE-2023-0001');
});

test('terminal codes in a record do not reach a terminal', async () => {
  await using home = await homeWith({
    mid: [ofCve('CVE-2023-0001', { summary: 'red \u001B[31m alarm\u0007\r\nsecond line' })],
  });
  const { stdout } = await ask(home, 'mid', ...BIG_SUR);

  expect(stdout).toContain('alarm');
  for (const code of ['\u001B', '\u0007', '\r']) expect(stdout).not.toContain(code);
});
