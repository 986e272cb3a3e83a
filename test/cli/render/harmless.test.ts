import { tmpdir } from 'node:os';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { harmless, harmlessJson } from '../../../src/cli/render/harmless.ts';
import { UsageError } from '../../../src/core/errors.ts';
import { renderError } from '../../../src/cli/render/error.ts';
import { renderTable } from '../../../src/cli/render/table.ts';
import { createStyle } from '../../../src/cli/render/style.ts';
import { maskSecrets } from '../../../src/core/redact.ts';
import { runCli } from '../../support/cli/run-cli.ts';

const OBEYED = /[^\P{Cc}\n\t\r]|\r(?!\n)|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const anyText = fc.string({ unit: 'binary' });

test('no text from outside puts a control or invisible character on a terminal', () => {
  fc.assert(fc.property(anyText, (text) => !OBEYED.test(harmless(text))));
  expect(harmless('a\u001B[2J\u009B\u202E\u{E0041}\uD800')).toBe(
    String.raw`a\u{1b}[2J\u{9b}\u{202e}\u{e0041}\u{d800}`,
  );
});

test('JSON is harmless on a terminal and reads back as the same value', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const json = harmlessJson({ text });
      expect(json).not.toMatch(OBEYED);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});

test("the program's own colours are left, and the same code in data is shown", () => {
  expect(harmless(createStyle(true).red('a\u001B[1mb'))).toBe('\u001B[31ma\\u{1b}[1mb\u001B[39m');
});

test('a name on the command line that holds terminal codes is shown without them', async () => {
  const result = await runCli(['a\u001B[2J\u009B\u202Eb', '--target', 'no\u001B[2Jne'], {
    cwd: tmpdir(),
  });
  expect(result.stdout + result.stderr).not.toMatch(OBEYED);
  expect(result.stderr).toContain(String.raw`\u{1b}[2J`);
});

test('a password in an address is masked, and names with @ are left', () => {
  const secret = fc.stringMatching(/^Z[\w.~!@:-]{7,20}Z$/);
  fc.assert(
    fc.property(secret, (pw) => {
      const text = `git: http://u:${pw}@h/x https://${pw}@h ssh://u:${pw}@h/ http://h/?access_token=${pw}`;
      expect(maskSecrets(text)).not.toContain(pw);
    }),
  );
  const names =
    'openssl@3 vim@9.0.1450 http://h:5000/v2/openssl@3 oci://h:5000/a@sha256:0 ssh://git@h/x?a=b';
  expect(maskSecrets(names)).toBe(names);
});

test('a line break in data forges neither a line of an error nor a row of a table', () => {
  const error = renderError(new UsageError('no a\nbrewpull: done'), createStyle(false), {
    debug: false,
  });
  expect(error).toMatch(/^brewpull: no a\n {2}brewpull: done\n/);
  expect(renderTable([['a\nb', 'c']])).toBe('a\\u{a}b  c\n');
});
