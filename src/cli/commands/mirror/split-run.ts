import { parseSplitSize } from '../../../archive/write-tar.ts';
import { UsageError } from '../../../core/errors.ts';
import { planSplit, type SplitPlan } from '../../../mirror/media/split/plan-split.ts';
import { readMirrorTree } from '../../../mirror/media/split/read-tree.ts';
import { splitMirror } from '../../../mirror/media/split/split-mirror.ts';
import { requireNamedFolder } from '../../../store/read/named-path.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import type { Session } from '../../session.ts';
import { readFolderOutput } from './media-output.ts';
import { renderPlan, toPlanJson, toSplitJson } from './split-text.ts';

/** Runs `brewpull mirror DIR --split SIZE`: turns a mirror into folders that each fit on one medium. */
export const runSplit: RunCommand = async (args, session) => {
  const [name, ...others] = args.positionals;
  if (name === undefined || others.length > 0) {
    throw new UsageError('--split takes one mirror', {
      hint: 'Name its folder: brewpull mirror mirror --split 60G -o media.',
    });
  }
  const directory = session.resolvePath(name);
  requireNamedFolder(directory, { what: 'the mirror' });
  const mediumBytes = readMediumSize(args);
  const output = readFolderOutput(args, session, 'media');
  const { signal, onEvent } = session;
  if (args.flag('dry-run')) {
    return showPlan(planSplit(await readMirrorTree(directory, signal), mediumBytes), session);
  }
  const split = await splitMirror(directory, { output, mediumBytes, signal, onEvent });
  const { media, totalBytes, status } = split;
  const count = formatCount(media.length, 'medium', 'media');
  await session.answer({
    name: 'mirror-split',
    json: () => toSplitJson(split, mediumBytes),
    paths: media.map(({ path }) => path),
    notes: [
      `${count} of at most ${formatBytes(mediumBytes)}, ${formatBytes(totalBytes)} in all${status === 'unchanged' ? '; all of it was there' : ''}`,
      'Copy each folder to a medium of its own. There: brewpull mirror --join MEDIUM... -o mirror',
    ],
  });
  return EXIT.done;
};

async function showPlan(plan: SplitPlan, session: Session): Promise<number> {
  const { media, totalBytes, totalFiles } = plan;
  const count = formatCount(media.length, 'medium', 'media');
  const files = formatCount(totalFiles, 'file', 'files');
  await session.answer({
    name: 'mirror-split',
    json: () => toPlanJson(plan),
    text: () => renderPlan(plan, session.style),
    notes: [`${count} would be made of ${files}, ${formatBytes(totalBytes)}; nothing was written`],
  });
  return EXIT.done;
}

function readMediumSize(args: Arguments): number {
  const text = args.text('split') ?? '';
  if (!/^fat/i.test(text)) return parseSplitSize(text);
  throw new UsageError(`--split ${text} is not the size of a medium`, {
    hint: 'Name how much fits on one, such as 60G; FAT32 takes all files of media anyway.',
  });
}
