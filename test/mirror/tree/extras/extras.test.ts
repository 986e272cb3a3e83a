import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';

import { expect, test } from 'vitest';

import { readTar } from '../../../../src/archive/read-tar.ts';
import { digestOf, parseHex } from '../../../../src/core/digest.ts';
import { makeExtras } from '../../../../src/mirror/tree/extras/make-extras.ts';
import type { MirrorBottle } from '../../../../src/mirror/tree/file/mirror-schema.ts';
import { spawnSync } from '../../../support/limits/processes.ts';
import { collectExtras, contentsWith } from '../../../support/mirror/collect-extras.ts';

const textOf = ({ formula }: MirrorBottle): string =>
  `class ${formula.slice(0, 1).toUpperCase()}${formula.slice(1)} < Formula\n  desc "It"\nend\n`;

async function untar(bytes: Buffer | undefined): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const source = (async function* () {
    if (bytes !== undefined) yield bytes;
  })();
  for await (const { name, content } of readTar(source, { what: 'the tap' })) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    files.set(name, Buffer.concat(chunks).toString('utf8'));
  }
  return files;
}

test('a core tap has the formulae of its target, and a stub for every other name they mention or need', async () => {
  const contents = contentsWith([
    { formula: 'vim', dependencies: ['lua', 'ncurses', 'a/b/c'], mentioned: ['cmake', 'Lua'] },
    { formula: 'lua' },
    { formula: 'untold', hasFormula: false },
    { formula: 'old', targets: [] },
    { formula: 'tool', tap: 'me/tools' },
  ]);
  const files = await untar((await collectExtras(contents, textOf)).get('core-tap/big_sur.tar'));

  expect([...files.keys()]).toEqual(
    ['cmake', 'lua', 'ncurses', 'untold', 'vim'].map((name) => `Formula/${name}.rb`),
  );
  expect(files.get('Formula/ncurses.rb')).toContain('Stands in');
  expect(files.get('Formula/untold.rb')).toContain('Stands in');
});

test('a formula without a bottle block gets one for its bottle, and one that has it stays as it is', async () => {
  const contents = contentsWith([
    { formula: 'vim', rebuild: 2, cellar: null },
    { formula: 'lua', cellar: `/opt/it's/Cellar` },
    { formula: 'zsh' },
  ]);
  const [vim, lua, zsh] = contents.bottles;
  const whole = `class Zsh < Formula\n  bottle do\n    sha256 big_sur: "${zsh?.sha256}"\n  end\nend\n`;
  const extras = await collectExtras(contents, (each) =>
    each.formula === 'zsh' ? whole : textOf(each),
  );
  const files = await untar(extras.get('core-tap/big_sur.tar'));

  expect(files.get('Formula/vim.rb')).toBe(
    `class Vim < Formula\n  bottle do\n    rebuild 2\n    sha256 big_sur: "${vim?.sha256}"\n  end\n\n  desc "It"\nend\n`,
  );
  expect(files.get('Formula/lua.rb')).toContain(
    String.raw`    sha256 cellar: '/opt/it\'s/Cellar', big_sur: "${lua?.sha256}"`,
  );
  expect(files.get('Formula/zsh.rb')).toBe(whole);
});

test('a target without any formula text has no core tap, and README.txt says so', async () => {
  const contents = contentsWith([{ formula: 'vim', hasFormula: false }]);
  const extras = await collectExtras(contents, textOf);
  expect(extras.has('core-tap/big_sur.tar')).toBe(false);
  expect(String(extras.get('README.txt'))).toContain('none, because the formulae are not here');
});

test('README.txt says what is missing and which bottles cannot be asked for by name', async () => {
  const missing = { formula: 'gone', code: 'NO_BOTTLE', message: 'no bottle', neededBy: ['vim'] };
  const base = contentsWith([{ formula: 'vim' }, { formula: 'untold', hasFormula: false }]);
  const targets = base.targets.map((each) => ({ ...each, missing: [missing] }));
  const answers = ['answers/homebrew-core.answers'];
  const text = String(
    (await collectExtras({ ...base, targets, answers }, textOf)).get('README.txt'),
  );
  expect(text).toContain('bottles: 2, 2.0 MB');
  expect(text).toContain('not here: 1 (gone)');
  expect(text).toContain('because the formula is not here: untold');
  expect(text).toContain('/answers/homebrew-core.answers --digest');
});

test('index.html links every bottle under its own name, runs one script, and contacts nobody', async () => {
  const contents = contentsWith([{ formula: 'openssl@3', rebuild: 1 }, { formula: 'a<b' }]);
  const page = String((await collectExtras(contents, textOf)).get('index.html'));
  const [ssl] = contents.bottles;
  expect(page).toContain(
    `<a href="v2/homebrew/core/openssl/3/blobs/sha256:${ssl?.sha256}" download="openssl@3--1.0.big_sur.bottle.1.tar.gz">`,
  );
  expect(page).toContain('a&lt;b');
  expect(page).not.toMatch(/https?:|<b--/);
  expect(page.match(/<script>/g)).toHaveLength(1);
  expect(page).toMatch(/script-src 'sha256-[\w+/]{43}='/);
});

test('the script of index.html is the one that its policy allows, and hides rows that lack one of the words', async () => {
  const contents = contentsWith([{ formula: 'vim' }, { formula: 'lua' }]);
  const page = String((await collectExtras(contents, textOf)).get('index.html'));
  const [, script = ''] = /<script>([^]*?)<\/script>/.exec(page) ?? [];
  const sum = createHash('sha256').update(script).digest('base64');
  expect(page).toContain(`script-src 'sha256-${sum}'`);

  const rows = ['vim 9 big_sur', 'lua 5 big_sur', 'luajit 2 catalina'].map((textContent) => {
    return { textContent, hidden: false };
  });
  const paragraph = { hidden: true };
  const count = { textContent: '' };
  // A browser keeps what was typed when a page is opened again, and shows it at once.
  const field = {
    value: ' LUA big',
    addEventListener: () => undefined,
    closest: () => paragraph,
  };
  const document = {
    getElementById: (id: string) => (id === 'find' ? field : count),
    querySelectorAll: () => rows,
  };
  runInNewContext(script, { document });
  expect(rows.map(({ hidden }) => hidden)).toEqual([true, false, true]);
  expect(count.textContent).toBe('1 of 3');
  expect(paragraph.hidden).toBe(false);
});

test('the lists for servers have every manifest of the tree once', async () => {
  const twice = { manifestDigest: digestOf(parseHex('a'.repeat(64))) };
  const contents = contentsWith([
    { formula: 'vim', ...twice },
    { formula: 'lua', ...twice },
    { formula: 'zsh', hasManifest: false },
  ]);
  const extras = await collectExtras(contents, textOf);
  const line = `sha256:${'a'.repeat(64)} application/vnd.oci.image.manifest.v1+json`;
  expect(String(extras.get('serve/manifests.txt'))).toBe(`${line}\n`);
  expect(String(extras.get('serve/nginx-manifests.map'))).toBe(`${line};\n`);
});

test('equal contents give equal files', async () => {
  const contents = contentsWith([{ formula: 'vim' }, { formula: 'lua' }]);
  const again = structuredClone(contents);
  expect(await collectExtras(again, textOf)).toEqual(await collectExtras(contents, textOf));
});

test('the texts of many formulae are not all held at once', async () => {
  const many = Array.from({ length: 1500 }, (_each, at) => ({ formula: `f${at}` }));
  const state = { read: 0, packed: 0, most: 0 };
  const readFormula = async (bottle: MirrorBottle): Promise<Uint8Array> => {
    state.read += 1;
    state.most = Math.max(state.most, state.read - state.packed);
    return Buffer.from(textOf(bottle).padEnd(20_000, '#'));
  };
  const { signal } = new AbortController();
  for await (const { content } of makeExtras(contentsWith(many), { readFormula, signal })) {
    let bytes = 0;
    for await (const chunk of content) {
      bytes += chunk.length;
      state.packed = Math.floor(bytes / 21_000);
    }
  }
  expect(state.read).toBe(1500);
  expect(state.most).toBeLessThan(50);
});

test('an interruption stops it', async () => {
  const controller = new AbortController();
  const readFormula = async (bottle: MirrorBottle): Promise<Uint8Array> => {
    controller.abort();
    return Buffer.from(textOf(bottle));
  };
  const tools = { readFormula, signal: controller.signal };
  const all = async (): Promise<void> => {
    for await (const { content } of makeExtras(contentsWith([{ formula: 'vim' }]), tools)) {
      for await (const chunk of content) expect(chunk.length).toBeGreaterThan(0);
    }
  };
  await expect(all()).rejects.toMatchObject({ code: 'ABORTED' });
});

test('shellcheck has nothing to say about the script for S3', async ({ skip }) => {
  const script = (await collectExtras(contentsWith([]), textOf)).get('serve/s3.sh');
  const { error, stdout, status } = spawnSync('shellcheck', ['-'], { input: script });
  skip(error !== undefined, 'shellcheck is not installed');
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
