import { resolve } from 'node:path';

import { inspectBundle } from '../../../bundle/file/inspect-bundle.ts';
import { openBundle } from '../../../bundle/file/open-bundle.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Arguments } from '../../arguments/arguments.ts';
import { renderBundle } from './bundle-text.ts';
import type { Session } from '../../session.ts';

/** Runs `brewpull bundle --inspect`: lists what is inside, and checks nothing. */
export async function runInspect(args: Arguments, session: Session): Promise<number> {
  const [path, ...others] = args.positionals;
  if (path === undefined || others.length > 0) {
    throw new UsageError('--inspect takes one bundle', {
      hint: 'Run brewpull bundle --inspect bundle.tar.',
    });
  }
  const reader = await openBundle(resolve(session.terminal.cwd(), path));
  session.defer(() => reader.close());
  const summary = inspectBundle(reader);
  if (session.json) await session.printJson({ schemaVersion: 1, ...summary });
  else await session.print(renderBundle(summary, session.style));
  return 0;
}
