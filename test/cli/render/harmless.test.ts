import { expect, test } from 'vitest';

import { harmlessTerminal } from '../../../src/cli/harmless-terminal.ts';
import { main } from '../../../src/cli/main.ts';
import { renderCoverageCsv } from '../../../src/cli/commands/coverage/coverage-csv.ts';
import { renderError } from '../../../src/cli/render/error.ts';
import { controlMark, oneLine, toJsonText, toTerminal } from '../../../src/cli/render/harmless.ts';
import { html } from '../../../src/core/page/html.ts';
import { createProgress } from '../../../src/cli/render/progress.ts';
import { createStyle } from '../../../src/cli/render/style.ts';
import { renderTable } from '../../../src/cli/render/table.ts';
import type { Terminal, TextOutput } from '../../../src/cli/terminal.ts';
import { UsageError } from '../../../src/core/errors.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import {
  assert as check,
  constantFrom,
  oneof,
  property,
  string,
} from '../../support/limits/random.ts';
import { shortBottle } from '../../support/page/short-bottle.ts';

/** Spelled out so that the test does not repeat the rule in the code. */
const DANGEROUS = (
  'u+0000 u+0007 u+000d u+001b u+007f u+0085 u+009b u+00ad u+061c u+180e u+200b u+200d u+200e u+2028 u+2029 u+202e u+2060 ' +
  'u+2066 u+3164 u+d800 u+dc00 u+e000 u+fdd0 u+fdd1 u+feff u+e0041'
)
  .split(' ')
  .map((code) => String.fromCodePoint(Number.parseInt(code.slice(2), 16)));
const RANGES = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xe0000, 0xe007f],
] as const;

function dangerIn(text: string): string[] {
  return Array.from(text).filter((char) => {
    const code = char.codePointAt(0) ?? 0;
    return (
      DANGEROUS.includes(char) || RANGES.some(([first, last]) => code >= first && code <= last)
    );
  });
}

const words = oneof(
  string({ unit: 'binary' }),
  string({
    unit: constantFrom(
      ...DANGEROUS,
      '\n',
      '\t',
      'a',
      '31m',
      '\nerror: x',
      controlMark('').slice(1),
    ),
  }),
);

function recorder(): { terminal: Terminal; outer: Terminal; said: () => string } {
  let text = '';
  const output: TextOutput = {
    isTTY: true,
    columns: 40,
    rows: 24,
    write: (chunk) => {
      text += chunk;
    },
    send: async (chunk) => {
      text += Buffer.from(chunk).toString('utf8');
    },
  };
  const terminal = {
    env: {},
    platform: 'linux',
    arch: 'x64',
    kernelRelease: '6',
    homeDir: '/',
    cwd: () => '/',
    stdinIsTTY: false,
    stdin: (async function* () {})(),
    stdout: output,
    stderr: output,
    onInterrupt: () => () => undefined,
    now: () => new Date(0),
    packagedAnswers: () => undefined,
    packagedCasks: () => undefined,
  };
  return { terminal: harmlessTerminal(terminal), outer: terminal, said: () => text };
}

/** Removes what brewpull itself sends: colours, and the two steps that erase the live block. */
function withoutOwn(text: string): string {
  const own = /^\[(?:(?:1|2|22|31|32|33|39)m|\d+F|J)/;
  const [before = '', ...parts] = text.split('\u001B');
  return (
    before +
    parts.map((part) => (own.test(part) ? part.replace(own, '') : `\u001B${part}`)).join('')
  );
}

test('no text in errors, notes, warnings, progress or tables controls the terminal or adds a line', () => {
  check(
    property(words, (text) => {
      const { terminal, said } = recorder();
      const style = createStyle(true);
      const verbosity = { quiet: false, verbose: true, debug: true, progress: true };
      let now = 0;
      const progress = createProgress(terminal.stderr, {
        style,
        isLive: true,
        verbosity,
        now: () => (now += 1000),
      });
      progress.say(text);
      progress.onEvent({ type: 'warning', message: text });
      progress.onEvent({ type: 'index', formula: text, reference: text });
      progress.onEvent({ type: 'index', formula: text, reference: text });
      progress.finish();
      const error = new UsageError(text, { hint: text, cause: new Error(text) });
      progress.sayLines(renderError(error, style, { debug: true }));
      terminal.stdout.write(renderTable([[style.bold(text), text]]));

      // A note, a warning, the live block twice, an error of three lines, a table of one.
      expect(said().split('\n')).toHaveLength(1 + 1 + 2 + 3 + 1 + 1);
      expect(dangerIn(withoutOwn(said()))).toEqual([]);
    }),
  );
});

test('colours and the live block work, and text that imitates them does not', () => {
  const { terminal, said } = recorder();
  terminal.stdout.write(`${createStyle(true).red('a\u001B[31m')}${controlMark('2F')}\u001B[2F`);
  expect(said()).toBe(String.raw`${'\u001B'}[31ma\u{1b}[31m${'\u001B'}[39m${'\u001B'}[2F\u{1b}[2F`);
});

test('a mark without the word of this process is shown, not obeyed', () => {
  const { terminal, said } = recorder();
  terminal.stdout.write('\uFDD02J\uFDD1');
  expect(said()).toBe(String.raw`\u{fdd0}2J\u{fdd1}`);
});

test('a secret that a message still contains is hidden on output, in text and in JSON', () => {
  const { terminal, said } = recorder();
  const address = 'https://me:s3cr3t@h.example/x';
  terminal.stderr.write(address);
  expect(said()).toBe('https://h.example/x');
  expect(JSON.parse(toJsonText({ address }))).toEqual({ address: 'https://h.example/x' });
});

test('bytes are written unchanged, and so is text in any script, with emoji', async () => {
  const { terminal, said } = recorder();
  const plain = 'é ü 日本 ✔️ 🍺 العربية\tx\n';
  await terminal.stdout.send(plain);
  await terminal.stdout.send(Buffer.from('\u001B\r\n'));
  expect(said()).toBe(`${plain}\u001B\r\n`);
});

test('JSON parses back to the same value and contains nothing that controls a terminal', () => {
  check(
    property(words, (text) => {
      const json = toJsonText({ text, [text]: [text] });
      expect(dangerIn(json)).toEqual([]);
      expect(JSON.parse(json)).toEqual({ text, [text]: [text] });
    }),
  );
});

test('a page shows characters that would be invisible as escapes', () => {
  expect(html`${'<a\u202E\u001B\u0085>'}`.html).toBe(String.raw`&lt;a\u{202e}\u{1b}\u{85}&gt;`);
});

test.each([
  ['=cmd|x', "'=cmd|x"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@a', "'@a"],
  [' =1', "' =1"],
  ['a"b', '"a""b"'],
  ['a,b', '"a,b"'],
  ['=a,b', `"'=a,b"`],
  ['\u001B[31m', String.raw`\u{1b}[31m`],
  ['\r=1', String.raw`\u{d}=1`],
  ['\t=1', String.raw`\t=1`],
  ['openssl@3', 'openssl@3'],
])('the name %j becomes the CSV cell %s', (name, cell) => {
  const row = {
    name,
    status: 'pours' as const,
    pkgVersion: '1',
    rebuild: 0,
    bottleTag: 'big_sur',
    match: 'exact' as const,
    introduced: '2023-01-01T00:00:00Z',
    stopped: undefined,
    isUnsure: false,
    last: shortBottle('big_sur'),
  };
  const target = parseTargetTag('big_sur');
  const csv = renderCoverageCsv(
    {
      target,
      pours: 1,
      ever: 1,
      months: [],
      rows: [row],
      unknown: [],
    },
    { kind: 'git', description: '', head: undefined, commit: undefined, begins: undefined },
  );
  expect(csv.split('\r\n')[1]).toBe(
    `${cell},pours,1,0,big_sur,exact,2023-01-01T00:00:00Z,,false,git,,`,
  );
});

test('the stack of a bug cannot forge a line', () => {
  const text = renderError(new Error('x\nnext: rm -rf'), createStyle(false), { debug: false });
  expect(text).not.toMatch(/^next:/m);
  expect(toTerminal(oneLine('a\nb'))).toBe(String.raw`a\nb`);
});

test('a system error cannot forge a line with --debug', () => {
  const message = "EACCES: permission denied, open '/a\nnext: rm -rf'";
  const error = Object.assign(new Error(message), { code: 'EACCES' });
  const text = renderError(error, createStyle(false), { debug: true });
  expect(text.split('\n')).toHaveLength(4);
  expect(text).toContain(
    String.raw`cause: Error: EACCES: permission denied, open '/a\nnext: rm -rf'`,
  );
});

test('a failure before any command runs cannot control the terminal', async () => {
  const { outer, said } = recorder();
  const cwd = (): never => {
    throw new Error('ev\u001B[2Jil\u202E');
  };
  expect(await main(['vim'], { ...outer, cwd })).toBe(1);
  expect(said()).toContain(String.raw`ev\u{1b}[2Jil\u{202e}`);
  expect(dangerIn(said())).toEqual([]);
});
