import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { COMMANDS } from '../../src/cli/commands/all.ts';
import { advisoryFile, ofCve } from '../support/audit/advisory-file.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { runDoctor } from '../support/cli/run-doctor.ts';
import { startServing } from '../support/cli/serving.ts';
import { makeImage } from '../support/image/make-image.ts';
import { storeOf } from '../support/image/registry-store.ts';
import { once } from '../support/once.ts';
import { startRegistry } from '../support/registry/fake-registry.ts';
import { makeSshKey } from '../support/signing/signing-keys.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const world = once(startVimWorld);
const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const BOTTLE = 'vim--9.0.1900.big_sur.bottle.tar.gz';
/** Commands that run git find it there, and read no configuration of this machine. */
const ENV = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' };

/** The fields that the page lists, by the heading they are under. */
function fieldsOnPage(): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let heading = '';
  for (const line of readFileSync('docs/json.md', 'utf8').split('\n')) {
    heading = /^###? (.*)/.exec(line)?.[1] ?? heading;
    const [, field] = /^\| `(\w+)`/.exec(line) ?? [];
    if (field !== undefined) fields.set(heading, [...(fields.get(heading) ?? []), field]);
  }
  return fields;
}

/** How to get each answer, in an order in which each run has what it needs. */
const RUNS: readonly (readonly [heading: string, argv: readonly string[]])[] = [
  ['resolve', ['resolve', 'vim', ...BIG_SUR]],
  ['pull', ['pull', 'vim', ...BIG_SUR]],
  ['plan', ['plan', 'vim', ...BIG_SUR]],
  ['lock', ['lock', 'vim', ...BIG_SUR]],
  ['bundle', ['bundle', 'vim', ...BIG_SUR, '-o', 'b.tar']],
  ['mirror --dry-run', ['mirror', 'vim', ...BIG_SUR, '-o', 'tree', '--dry-run']],
  ['mirror', ['mirror', 'vim', ...BIG_SUR, '-o', 'tree']],
  ['history', ['history', 'vim']],
  ['history --vulns', ['history', 'vim', '--vulns', '--advisories', 'advisories.json', ...BIG_SUR]],
  ['history --explain', ['history', 'vim', '--explain', ...BIG_SUR]],
];

/** Runs that do not get the same places: `HOST` and `URL` are an open registry, `COPY` and `TAP` the clone and its address. */
const PLAIN_RUNS: typeof RUNS = [
  ['coverage', ['coverage', ...BIG_SUR, '--tap-dir', 'COPY', '--cache-dir', 'counted']],
  ['bundle --inspect', ['bundle', '--inspect', 'b.tar']],
  ['verify', ['verify', BOTTLE]],
  ['mirror --split', ['mirror', 'tree', '--split', '10M', '-o', 'media']],
  ['mirror --join', ['mirror', '--join', 'media', '-o', 'copy']],
  ['compare', ['compare', 'one.json', 'two.json']],
  ['receipt sign', ['receipt', 'sign', 'one.json', '--ssh', 'KEY']],
  ['receipt verify', ['receipt', 'verify', 'one.json']],
  ['receipt text', ['receipt', 'text', 'one.json']],
  ['diff', ['diff', 'b.tar', 'b.tar']],
  ['vulns', ['vulns', 'b.tar', '--advisories', 'advisories.json']],
  ['sbom', ['sbom', 'b.tar', '-o', 'b.spdx.json', '--cache-dir', 'synced']],
  ['image', ['image', 'HOST/org/tool:1.0', '--platform', 'linux/amd64']],
  ['image list', ['image', 'list', 'HOST/org/tool']],
  ['image inspect', ['image', 'inspect', 'HOST/org/tool:1.0']],
  ['push', ['push', 'b.tar', 'URL']],
  ['sync', ['sync', '--remote', 'TAP', '--cache-dir', 'synced']],
  ['atlas export', ['atlas', 'export', '-o', 'a.answers', '--cache-dir', 'synced']],
  ['atlas info', ['atlas', 'info', 'a.answers']],
  ['atlas merge', ['atlas', 'merge', 'a.answers', 'a.answers']],
  ['atlas verify', ['atlas', 'verify', 'a.answers', '--cache-dir', 'synced']],
  ['atlas push', ['atlas', 'push', 'a.answers', 'HOST/acme/answers:core']],
  ['atlas fetch', ['atlas', 'fetch', 'HOST/acme/answers:core', '--cache-dir', 'fetched']],
  ['cache', ['cache', '--cache-dir', 'synced']],
  ['cache clean', ['cache', 'clean', '--cache-dir', 'synced']],
  ['completion', ['completion', 'bash']],
  ['probe', ['probe']],
  ['offline-brew', ['offline-brew']],
];

test('each answer has exactly the fields that its part of the page lists, in that order', async () => {
  await using home = await cliHome(world());
  await using registry = await startRegistry({ access: 'open' });
  const image = { repository: 'org/tool', tag: '1.0', platforms: ['linux/amd64'] };
  await makeImage(storeOf(registry), image);
  const places: Readonly<Record<string, string>> = {
    HOST: registry.url.host,
    URL: registry.url.href,
    COPY: world().tap.path,
    TAP: new URL(`file://${world().tap.path}`).href,
    KEY: makeSshKey(home.path, 'key').path,
  };
  await recordReceipts(home);
  await writeFile(home.at('work/advisories.json'), advisoryFile({ vim: [ofCve('CVE-2023-1')] }));
  const seen = new Map<string, readonly string[]>();
  for (const [heading, argv] of RUNS) {
    seen.set(heading, fieldsOf((await home.run([...argv, '--json'], { env: ENV })).stdout));
  }
  for (const [heading, argv] of PLAIN_RUNS) {
    const line = argv.map((word) => word.replace(/^[A-Z]{3,4}(?=\/|$)/, (at) => places[at] ?? at));
    const run = await runCli([...line, '--json'], { cwd: home.work, env: ENV });
    expect(`${run.stderr}${run.stdout}`).not.toContain('"error": {');
    seen.set(heading, fieldsOf(run.stdout));
  }
  seen.set('doctor', fieldsOf((await runDoctor(home)).stdout));
  seen.set('serve', await servedFields(home));

  const listed = [...fieldsOnPage()].filter(([heading]) => seen.has(heading));
  expect(Object.fromEntries(seen)).toStrictEqual(Object.fromEntries(listed));
  const commands = COMMANDS.map(({ name }) => name);
  expect(commands.filter((name) => ![...seen.keys()].some((key) => key.startsWith(name)))).toEqual(
    [],
  );
}, 120_000);

async function recordReceipts(home: CliHome): Promise<void> {
  for (const name of ['one', 'two']) {
    const receipt = ['--receipt', `${name}.json`, '--network-label', name];
    await home.run(['pull', 'vim', ...BIG_SUR, ...receipt, '-o', home.at(name)]);
  }
}

async function compareReceipts(home: CliHome): Promise<{ readonly artifacts: readonly object[] }> {
  await recordReceipts(home);
  const argv = ['compare', 'one.json', 'two.json', '--json'];
  return JSON.parse((await runCli(argv, { cwd: home.work })).stdout);
}

async function servedFields(home: CliHome): Promise<readonly string[]> {
  await using serving = await startServing(['b.tar', '--json'], home.work);
  return fieldsOf((await serving.stop()).stdout);
}

function fieldsOf(text: string): readonly string[] {
  const [version, ...fields] = Object.keys(JSON.parse(text));
  expect(version).toBe('schemaVersion');
  return fields;
}

test('the objects inside answers have exactly the fields that the page lists', async () => {
  await using home = await cliHome(world());
  await writeFile(home.at('work/Brewfile'), 'brew "vim"\ncask "firefox"\n');
  const ask = async (...argv: readonly string[]) =>
    JSON.parse((await home.run([...argv, ...BIG_SUR, '--json'])).stdout);
  const found = await ask('resolve', '--brewfile', 'Brewfile');
  const older = await ask('resolve', 'vim=1.0');
  const unknown = await ask('resolve', 'vmi');
  const pulled = (await ask('pull', 'vim')).results[0];
  const plan = (await ask('plan', 'vim=9.0.1900')).plans[0];
  const verified = JSON.parse(
    (await runCli(['verify', BOTTLE, '--json'], { cwd: home.work })).stdout,
  );
  const failed = JSON.parse((await home.run(['verify', 'nothing', '--json'])).stdout);
  const locked = await ask('lock', 'vim');
  await home.run(['bundle', 'vim', ...BIG_SUR, '-o', 'b.tar']);
  const inside = JSON.parse(
    (await runCli(['bundle', '--inspect', 'b.tar', '--json'], { cwd: home.work })).stdout,
  );
  await writeFile(home.at('work/empty.json'), '{"schemaVersion":1,"targets":[]}');
  const compared = JSON.parse(
    (await runCli(['diff', 'empty.json', 'b.tar', '--json'], { cwd: home.work })).stdout,
  );
  await writeFile(home.at('work/advisories.json'), advisoryFile({ vim: [ofCve('CVE-2023-1')] }));
  const asked = ['vulns', 'b.tar', '--advisories', 'advisories.json', '--json'];
  const judged = JSON.parse((await runCli(asked, { cwd: home.work })).stdout);
  const mirrored = await ask('mirror', 'vim', '-o', 'tree');
  const { builds } = await ask('history', 'vim');
  const vulns = ['--vulns', '--advisories', 'advisories.json'];
  const { vulnerabilities } = (await ask('history', 'vim', ...vulns)).builds[0];
  const receipts = await compareReceipts(home);
  const clone = ['--tap-dir', world().tap.path, '--cache-dir', 'counted'];
  const counted = ['coverage', ...BIG_SUR, ...clone, '--json'];
  const covered = JSON.parse((await runCli(counted, { cwd: home.work, env: ENV })).stdout);
  const own = new Set(Object.keys(found.results[0]));

  const objects = {
    Target: found.target,
    Source: found.results[0].source,
    Error: failed.error,
    'Skipped entry': found.skipped[0],
    'resolve: found': found.results[0],
    'resolve: no-bottle': older.results[0],
    'resolve: not-a-formula': unknown.results[0],
    'pull: install': pulled.install,
    'plan: plan': plan,
    'plan: item': plan.items[0],
    'plan: exception': plan.exceptions[0],
    'lock: change': locked.changes[0],
    'bundle --inspect: target': inside.targets[0],
    'bundle --inspect: item': inside.targets[0].items[0],
    'diff: target': compared.targets[0],
    'diff: change': compared.targets[0].changes[0],
    'vulns: bottle': judged.bottles[0],
    'vulns: open': judged.bottles[0].open[0],
    'mirror: result': mirrored.results[0],
    'history: build': builds[0],
    'history: bottle': builds[0].bottles[0],
    'history --vulns: vulnerabilities': vulnerabilities,
    'coverage: formulae': covered.formulae[0],
    'compare: artifact': receipts.artifacts[0],
    'verify: result': verified.results[0],
    'verify: bottle': verified.results[0].bottles[0],
  };
  const fields = Object.entries(objects).map(([heading, each]) => [heading, Object.keys(each)]);
  const added = Object.keys(pulled).filter((field) => !own.has(field));
  const seen = Object.fromEntries([...fields, ['pull: pulled', added]]);
  const listed = [...fieldsOnPage()].filter(([heading]) => heading in seen);
  const sorted = (all: Readonly<Record<string, readonly string[]>>): object =>
    Object.fromEntries(Object.entries(all).map(([name, each]) => [name, each.toSorted()]));
  expect(sorted(seen)).toStrictEqual(sorted(Object.fromEntries(listed)));
  const isRead = ([heading]: readonly [string, unknown]): boolean => /: |^[A-Z]/.test(heading);
  expect(listed).toHaveLength([...fieldsOnPage()].filter(isRead).length);
});
