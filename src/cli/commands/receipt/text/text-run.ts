import { InvalidFileError, UsageError } from '../../../../core/errors.ts';
import { formatStatement } from '../../../../receipt/statement/format-statement.ts';
import { requirePlaceForFile } from '../../../../store/place/check-place.ts';
import { readFilePath } from '../../../arguments/output-path.ts';
import { EXIT } from '../../../exit-code.ts';
import type { RunAction } from '../../../own-action.ts';
import { placeResult } from '../../../place-result.ts';
import { readSignedFile } from '../given-files.ts';

/** Runs `brewpull receipt text`: writes to standard output, or with `--output` to a file. */
export const runText: RunAction = async (words, args, session) => {
  const [name, ...others] = words;
  if (name === undefined || others.length > 0) {
    throw new UsageError('receipt text takes one receipt', {
      hint: 'Name one: brewpull receipt text home.json -o home.txt.',
    });
  }
  const { record } = await readSignedFile(name, session);
  if (record === undefined) {
    throw new InvalidFileError(`${name} is not a receipt`, {
      hint: 'Give a receipt as brewpull wrote it with --receipt.',
    });
  }
  const text = formatStatement(record.receipt);
  const output = readFilePath(args, session, { name: 'output', what: 'a text', stream: true });
  const path = output?.text === '-' ? undefined : output?.path;
  if (path !== undefined) {
    await requirePlaceForFile(path);
    await placeResult(Buffer.from(text), path, args.flag('force'));
  }
  await session.answer({
    name: 'receipt-text',
    json: () => ({ text, path: path ?? null }),
    ...(path === undefined ? { verbatim: () => text } : { paths: [path] }),
  });
  return EXIT.done;
};
