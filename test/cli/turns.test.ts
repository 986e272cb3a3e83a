import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { formatAnswers } from '../../src/history/answers-file/file/format-answers.ts';
import { manyAnswers } from '../support/answers/many-answers.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { countTurns } from '../support/count-turns.ts';

const COUNT = 400;

async function homeWithMany(): Promise<CliHome> {
  const home = await cliHome();
  await writeFile(home.at('work/a.answers'), formatAnswers(manyAnswers(COUNT)));
  return home;
}

test('signals are heard while a long JSON result is read, made, written and sent', async () => {
  await using home = await homeWithMany();
  const turns = await countTurns(() => home.run(['atlas', 'info', 'a.answers', '--json']));

  // Formulae and names are read, then made; each chunk is written, then sent.
  expect(turns).toBeGreaterThan(COUNT * (2 + 2) + 2);
});

test('a signal while a result is sent leaves it whole, and no error follows it', async () => {
  await using home = await homeWithMany();
  let interrupt = (): void => undefined;
  let chunks = 0;
  const { code, stdout, stderr } = await home.run(['atlas', 'info', 'a.answers', '--json'], {
    onStart: (end) => {
      interrupt = end;
    },
    onOutput: (stream) => {
      if (stream === 'stdout') chunks += 1;
      interrupt();
    },
  });

  expect(chunks).toBeGreaterThan(1);
  expect(JSON.parse(stdout)).toMatchObject({ counts: { formulae: COUNT } });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('doctor hears a signal while it checks a file', async () => {
  await using home = await homeWithMany();
  const line = ['doctor', '--offline', '--atlas', 'a.answers'];
  // Names and formulae.
  expect(await countTurns(() => home.run(line))).toBeGreaterThan(2 * COUNT);
});
