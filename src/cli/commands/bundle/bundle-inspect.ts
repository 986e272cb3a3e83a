import { inspectBundle } from '../../../bundle/file/inspect-bundle.ts';
import { openBundle } from '../../../bundle/file/open-bundle.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { parseTargetTag } from '../../../core/target.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';
import { renderBundle } from './bundle-text.ts';
import type { Session } from '../../session.ts';

/** Runs `brewpull bundle --inspect`: lists the contents, and checks nothing. */
export async function runInspect(args: Arguments, session: Session): Promise<number> {
  const [path, ...others] = args.positionals;
  if (path === undefined || others.length > 0) {
    throw new UsageError('--inspect takes one bundle', {
      hint: 'Run brewpull bundle --inspect bundle.tar.',
    });
  }
  const reader = await openBundle(session.resolvePath(path));
  session.defer(() => reader.close());
  const summary = inspectBundle(reader);
  await session.answer({
    name: 'bundle-inspect',
    json: () => ({
      ...summary,
      targets: summary.targets.map(({ bottleTag, ...target }) => ({
        target: toTargetJson(parseTargetTag(bottleTag)),
        ...target,
      })),
    }),
    text: () => renderBundle(summary, session.style),
  });
  return 0;
}
