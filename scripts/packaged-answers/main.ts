import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { digestOfBytes } from '../../src/core/digest.ts';
import { UsageError } from '../../src/core/errors.ts';
import { formatAnswers } from '../../src/history/answers-file/file/format-answers.ts';
import { formatReadme } from './format-readme.ts';
import { makeAnswers } from './make-answers.ts';
import { parseMirrorWindow } from './mirror-window.ts';

/**
 * Makes the packaged answers and the README next to them, and returns the README:
 * `--from user/name=CLONE,DAY..DAY` (repeated), `--aliases user/name=CLONE,DAY..DAY`, `--output FILE`, `--keep DIR`. The same
 * clones and days give the same bytes. Throws UsageError.
 */
export async function main(args: readonly string[]): Promise<string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string', multiple: true, default: [] },
      aliases: { type: 'string', multiple: true, default: [] },
      output: { type: 'string', default: 'data/homebrew-core.answers' },
      keep: { type: 'string' },
    },
  });
  const formulae = values.from.map(parseMirrorWindow);
  if (formulae.length === 0) {
    throw new UsageError('which clones? Give --from user/name=CLONE,DAY..DAY, oldest days first');
  }
  const scratch = await makeScratch(values.keep);
  try {
    const aliases = values.aliases.map(parseMirrorWindow);
    const { answers, parts } = await makeAnswers({ formulae, aliases, scratch });
    const bytes = formatAnswers(answers);
    const readme = formatReadme({
      answers,
      parts,
      digest: digestOfBytes(bytes),
      sizeBytes: bytes.length,
    });
    const folder = dirname(values.output);
    await mkdir(folder, { recursive: true });
    await writeFile(values.output, bytes);
    await writeFile(join(folder, 'README.md'), readme);
    return readme;
  } finally {
    if (values.keep === undefined) await rm(scratch, { recursive: true, force: true });
  }
}

/** Makes the folder to compose a history in. It must be empty: a history begins there, and older content would come before it. */
async function makeScratch(keep: string | undefined): Promise<string> {
  if (keep === undefined) return mkdtemp(join(tmpdir(), 'brewpull-answers-'));
  await mkdir(keep, { recursive: true });
  if ((await readdir(keep)).length > 0) throw new UsageError(`--keep ${keep} is not empty`);
  return keep;
}
