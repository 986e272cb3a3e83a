import { UsageError } from '../../../core/errors.ts';
import { joinMedia } from '../../../mirror/media/join/join-mirror.ts';
import type { JoinedMirror } from '../../../mirror/media/join/joined-mirror.ts';
import { requireNamedFolder } from '../../../store/read/named-path.ts';
import type { RunCommand } from '../../command.ts';
import { batchExitCode, EXIT, exitCodeOf } from '../../exit-code.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import { renderError } from '../../render/error.ts';
import type { Session } from '../../session.ts';
import { readFolderOutput } from './media-output.ts';
import { renderOutcomes, stillMissing, toJoinJson } from './join-text.ts';

/** How many faults are listed: damage to a whole medium looks the same everywhere, and more would not help. */
const MOST_FAULTS = 10;

/** Runs `brewpull mirror --join MEDIUM...`: exits with 0 only if the mirror is complete. */
export const runJoin: RunCommand = async (args, session) => {
  if (args.positionals.length === 0) {
    throw new UsageError('--join takes the folders of media, and none is named', {
      hint: 'Name them: brewpull mirror --join /media/stick -o mirror.',
    });
  }
  const paths = args.positionals.map((path) => session.resolvePath(path));
  for (const path of paths) requireNamedFolder(path, { what: 'the medium' });
  const output = readFolderOutput(args, session, 'mirror');
  const { signal, onEvent } = session;
  const joined = await joinMedia(paths, { output, signal, onEvent });
  for (const { path, faults } of joined.outcomes) {
    for (const fault of faults.slice(0, MOST_FAULTS)) sayError(fault, session);
    if (faults.length > MOST_FAULTS) {
      const more = formatCount(faults.length - MOST_FAULTS, 'piece', 'pieces');
      session.note(`warning: ${more} more of ${path} cannot be used (--json names all)`);
    }
  }
  await session.answer({
    name: 'mirror-join',
    json: () => toJoinJson(joined),
    paths: joined.status === 'incomplete' ? [] : [joined.path],
    text: () =>
      joined.status === 'incomplete' ? renderOutcomes(joined.outcomes, session.style) : '',
    notes: [summaryOf(joined)],
  });
  return exitCode(joined);
};

function sayError(
  fault: JoinedMirror['outcomes'][number]['faults'][number],
  session: Session,
): void {
  const { debug } = session.verbosity;
  session.progress.sayLines(renderError(fault, session.errorStyle, { debug }));
}

function summaryOf(joined: JoinedMirror): string {
  const { status, media, missing, totalFiles, totalBytes } = joined;
  if (status === 'incomplete') {
    return `${stillMissing(missing, media)}: run the same again with what is missing, and the same --output`;
  }
  const all = `${formatCount(totalFiles, 'file', 'files')}, ${formatBytes(totalBytes)}`;
  const was = status === 'unchanged' ? 'was there already' : 'is whole';
  return `the mirror ${was}: ${all}`;
}

function exitCode({ status, outcomes }: JoinedMirror): number {
  const codes = outcomes.map(({ faults: [fault] }) =>
    fault === undefined ? EXIT.done : exitCodeOf(fault.code),
  );
  const code = batchExitCode(codes);
  return code === EXIT.done && status === 'incomplete' ? EXIT.partial : code;
}
