import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';
import { parse } from 'yaml';

import { TOOL } from '../../src/core/tool.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { execFileSync } from '../support/limits/processes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const WORKFLOWS = join(ROOT, '.github/workflows');
const TEMPLATES = join(ROOT, '.github/ISSUE_TEMPLATE');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly name: string;
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: Readonly<Record<string, string>>;
        readonly 'timeout-minutes': number;
        readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
        readonly steps: readonly Step[];
      }
    >
  >;
}

interface Description {
  readonly version: string;
  readonly homepage: string;
  readonly bugs: string;
  readonly author: string;
  readonly repository: { readonly url: string };
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
}

function readWorkflow(name: string): Workflow {
  return parse(readFileSync(join(WORKFLOWS, name), 'utf8'), { strict: true, uniqueKeys: true });
}

function readDescription(path = join(ROOT, 'package.json')): Description {
  return JSON.parse(readFileSync(path, 'utf8'));
}

test.for(readdirSync(WORKFLOWS))(
  '%s grants permissions per job only, and pins its actions to versions',
  (name) => {
    const { permissions, jobs } = readWorkflow(name);

    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(Object.keys(job.permissions).length).toBeGreaterThan(0);
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
      const used = job.steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
      expect(used.filter((each) => !/^actions\/[\w-]+@v\d+(?:\.\d+)*$/.test(each))).toEqual([]);
      for (const step of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
        expect(step.with).toMatchObject({ 'persist-credentials': false });
      }
      // The name of a pull request or a tag must not become part of a script.
      expect(job.steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
    }
  },
);

test('every npm script that a workflow runs is in package.json', () => {
  const { scripts } = readDescription();
  const named = readdirSync(WORKFLOWS).flatMap((name) =>
    Object.values(readWorkflow(name).jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run = '' }) =>
        [...run.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, script = '']) => script),
      ),
    ),
  );

  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
});

test('CI runs on Linux and macOS with the oldest Node and two newer lines', () => {
  const { matrix } = readWorkflow('ci.yml').jobs['test']?.strategy ?? {};

  expect(matrix?.['os']?.map((os) => os.split('-')[0])).toEqual(['ubuntu', 'macos']);
  expect(matrix?.['node']).toEqual(['20.19', '22', '24']);
  expect(readDescription().engines.node).toBe('>=20.19');
});

test('a release has provenance, a bill of materials and checksums', () => {
  const { publish } = readWorkflow('release.yml').jobs;
  const script = publish?.steps.map(({ run = '' }) => run).join('\n') ?? '';

  expect(publish?.permissions).toEqual({ contents: 'write', 'id-token': 'write' });
  expect(script).toContain('npm publish --provenance');
  expect(script).toContain('npm run --silent sbom -- release/brewpull.cdx.json');
  // Without the dot npm takes it for a repository on GitHub.
  expect(script).toMatch(/npm publish .* \.\/release\/\*\.tgz/);
  expect(script).toMatch(/sha256sum .*brewpull\.cdx\.json > SHA256SUMS/);
});

test('every workflow that a page shows can be parsed and declares its permissions', () => {
  const shown = readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => [
      ...readFileSync(join(ROOT, 'docs', name), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm),
    ])
    .map(([, text = '']): Workflow => parse(text, { strict: true, uniqueKeys: true }));

  expect(shown.length).toBeGreaterThan(0);
  for (const { permissions, jobs } of shown) {
    expect(permissions).toEqual({ contents: 'read' });
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.filter(({ uses }) => uses !== undefined && !/@v\d+$/.test(uses))).toEqual([]);
  }
});

test('every issue form has a title, a description and fields of known kinds', () => {
  const forms = readdirSync(TEMPLATES).filter((name) => name !== 'config.yml');
  expect(forms.toSorted()).toEqual(['bug.yml', 'feature.yml', 'wrong-answer.yml']);
  for (const name of forms) {
    const form: {
      readonly name: string;
      readonly description: string;
      readonly body: readonly { readonly type: string; readonly id: string }[];
    } = parse(readFileSync(join(TEMPLATES, name), 'utf8'), { strict: true });
    expect(form.name.length).toBeGreaterThan(5);
    expect(form.description.length).toBeGreaterThan(5);
    expect(form.body.every(({ type }) => ['textarea', 'input'].includes(type))).toBe(true);
    expect(new Set(form.body.map(({ id }) => id)).size).toBe(form.body.length);
  }
});

test('only package.json says where the project lives, and one command changes it there', async () => {
  const place = 'https://brewpull.invalid/brewpull';
  const { homepage, bugs, repository, author } = readDescription();
  const host = new URL(place).host;
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && file !== 'test/package/project-files.test.ts');
  const naming = files.filter((file) => readFileSync(join(ROOT, file)).includes(host));

  expect({ homepage, bugs, url: repository.url }).toEqual({
    homepage: `${place}#readme`,
    bugs: `${place}/issues`,
    url: `git+${place}.git`,
  });
  expect(author).not.toBe('');
  expect(naming).toEqual(['package.json']);

  await using folder = await tempFolder();
  writeFileSync(folder.at('package.json'), readFileSync(join(ROOT, 'package.json')));
  execFileSync(
    process.execPath,
    [join(ROOT, 'scripts/set-place.js'), 'https://github.com/a/b.git'],
    {
      cwd: folder.path,
    },
  );
  expect(readDescription(folder.at('package.json'))).toMatchObject({
    homepage: 'https://github.com/a/b#readme',
    bugs: 'https://github.com/a/b/issues',
    repository: { type: 'git', url: 'git+https://github.com/a/b.git' },
  });
  expect(readFileSync(folder.at('package.json'), 'utf8')).not.toContain(host);
});

test('the program has the version and the oldest Node of package.json', () => {
  const { version, engines } = readDescription();

  expect(TOOL.version).toBe(version);
  expect(`${engines.node}.0`).toBe(`>=${TOOL.node}`);
});

test('installing builds nothing, and packing prints only what npm prints', () => {
  const { scripts } = readDescription();
  const lifecycle = ['preinstall', 'install', 'postinstall', 'prepare'];

  expect(lifecycle.filter((name) => Object.hasOwn(scripts, name))).toEqual([]);
  // Whatever a build prints would become part of `npm pack --json`.
  expect(scripts['prepack']).toBe('npm run --silent build 1>&2');
});
