import { UsageError } from '../../../core/errors.ts';
import { planDiff } from '../../../mirror/diff/plan-diff.ts';
import { readStock } from '../../../mirror/diff/read-stock.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { keepHeapSmall } from '../../v8-flags.ts';
import { toDiffJson } from './diff-json.ts';
import { renderDiff } from './diff-text.ts';

/** Runs `brewpull diff`: exits with 0, or with `--exit-code` with 1 if there are differences. */
export const runDiff: RunCommand = async (args, session) => {
  const [old, now, ...others] = args.positionals;
  if (old === undefined || now === undefined || others.length > 0) {
    throw new UsageError('diff compares two things', {
      hint: 'Name two bundles, locks or mirrors: brewpull diff may.tar june.tar.',
    });
  }
  session.tune(keepHeapSmall);
  const before = await readStock(session.resolvePath(old));
  const after = await readStock(session.resolvePath(now));
  const diff = planDiff(before, after);
  await session.answer({
    name: 'diff',
    json: () => toDiffJson({ before, after, diff }),
    text: () => renderDiff({ before, after, diff }, session.style),
  });
  return args.flag('exit-code') && diff.isDifferent ? EXIT.failed : EXIT.done;
};
