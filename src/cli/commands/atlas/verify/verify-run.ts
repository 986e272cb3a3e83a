import { UsageError } from '../../../../core/errors.ts';
import { requireNamedFile } from '../../../../store/read/named-path.ts';
import { readClaims } from '../../../../workspace/answers/claimed-answers.ts';
import { openTravellingFile } from '../../../../workspace/answers/travelling-file.ts';
import { verifyAnswers } from '../../../../workspace/answers/verify-answers.ts';
import { openBrewpull } from '../../../arguments/brewpull/open-brewpull.ts';
import { EXIT } from '../../../exit-code.ts';
import { keepHeapSmall } from '../../../v8-flags.ts';
import type { RunAction } from '../../../own-action.ts';
import { toCheckJson } from './check-json.ts';
import { describeEvidence, renderCheck } from './check-text.ts';

/** Runs `brewpull atlas verify`: exits with 0 only if there are no contradictions. */
export const runVerifyFile: RunAction = async ([file, ...more], args, session) => {
  if (file === undefined || more.length > 0) {
    throw new UsageError('atlas verify takes one file', {
      hint: 'Run brewpull atlas verify FILE --tap-dir CLONE.',
    });
  }
  const sample = args.count('sample', { min: 1, max: 1_000_000 });
  session.tune(keepHeapSmall);
  const path = session.resolvePath(file);
  requireNamedFile(path);
  const opened = openTravellingFile(path);
  session.defer(() => opened.file.close());
  const claims = await readClaims(opened, session.signal);
  const brewpull = await openBrewpull(args, session);
  const check = await verifyAnswers(brewpull, claims, { sample });
  for (const line of describeEvidence(claims, check)) session.note(line);
  await session.answer({
    name: 'atlas-verify',
    json: () => toCheckJson(claims, check),
    text: () => renderCheck(check, { style: session.style, all: args.flag('all') }),
  });
  return check.comparison.contradictions.length === 0 ? EXIT.done : EXIT.verification;
};
