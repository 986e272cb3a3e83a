import { UsageError } from '../../../core/errors.ts';
import type { EventSink, WorkStep } from '../../../core/events.ts';
import { formatLock } from '../../../lock/file/lock-schema.ts';
import type { Lock } from '../../../lock/file/lock.ts';
import { makeMirror, type MadeMirror } from '../../../mirror/tree/make-mirror.ts';
import { isHeld } from '../../../mirror/tree/fill/outcome.ts';
import { requireMirrorPlace } from '../../../mirror/tree/fill/require-place.ts';
import { readSbomFiles } from '../../arguments/audit/sbom-files.ts';
import { openLock, readLockedTargets, readLockName } from '../../arguments/lock-request.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { readOutputPath, cannotMake } from '../../arguments/output-path.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { readSize, readSpeed } from '../../arguments/sizes.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT, exitCodeOf } from '../../exit-code.ts';
import { renderError } from '../../render/error.ts';
import type { Session } from '../../session.ts';
import { runDry } from './mirror-dry-run.ts';
import { noteMade, toMadeJson } from './mirror-text.ts';
import { keepYoungSmall } from '../../v8-flags.ts';
import { openGate } from '../vulns/vulns-gate.ts';
import { readWishes } from './read-wishes.ts';
import { runJoin } from './join-run.ts';
import { runSplit } from './split-run.ts';

/** Runs `brewpull mirror`. */
export const runMirror: RunCommand = async (args, session) => {
  const media = readMediaWord(args);
  if (media === 'split') return runSplit(args, session);
  if (media === 'join') return runJoin(args, session);
  session.tune(keepYoungSmall);
  const directory = readDirectory(args, session);
  const maxBytes = readSize(args, 'max-size');
  const bytesPerSecond = readSpeed(args, 'rate');
  const lock = await readLock(args, session);
  const targets = readLockedTargets(args, session.terminal, lock);
  if (args.flag('offline') && !args.flag('dry-run')) {
    throw new UsageError('a mirror is fetched, but --offline contacts no server', {
      hint: 'Leave --offline out, or add --dry-run.',
    });
  }
  if (args.flag('dry-run') && args.text('fail-on') !== undefined) {
    throw new UsageError('--fail-on judges a mirror when it is made, and --dry-run makes none', {
      hint: 'Leave one of them out; brewpull vulns judges names.',
    });
  }
  await requireMirrorPlace(directory);
  const sboms = await readSbomFiles(args, session);
  const brewpull = await openBrewpull(args, session);
  const gate = await openGate(args, session, brewpull);
  const wished = await readWishes(args, session, { brewpull, targets, lock });
  if (args.flag('dry-run')) return runDry(brewpull, wished, { directory, bytesPerSecond, session });
  const made = await makeMirror(brewpull, {
    directory,
    ...wished,
    exactOnly: args.flag('exact'),
    index: args.text('index') === 'reduced' ? 'reduced' : 'published',
    maxBytes,
    smallConcurrency: args.strength('concurrency') === undefined ? 1 : brewpull.options.concurrency,
    isPruned: args.flag('prune'),
    lock: lock && Buffer.from(formatLock(lock)),
    onEvent: countFetched(session.onEvent),
  });
  await report(made, directory, session);
  await sboms.write(directory, brewpull);
  const isVulnerable = await gate?.sayMirror(directory);
  return isVulnerable === true ? EXIT.verification : exitCodeOfMade(made);
};

/**
 * Reads whether a mirror is to be split or joined; it exists already, so options that say what to fetch are refused. Throws
 * {@link UsageError}.
 */
function readMediaWord(args: Arguments): 'split' | 'join' | undefined {
  const [word, other] = (['split', 'join'] as const).filter((name) => args.strength(name) === 0);
  if (word === undefined) return undefined;
  const asked = WISHING.find((name) => args.strength(name) === 0);
  if (other === undefined && asked === undefined) return word;
  throw new UsageError(`--${word} and --${other ?? asked} do not go together`, {
    hint:
      other === undefined
        ? `Make the mirror first; then run brewpull mirror MIRROR --split SIZE -o MEDIA.`
        : 'Leave one of them out.',
  });
}

const WISHING = [
  'all',
  'lock',
  'macos',
  'arch',
  'target',
  'from-file',
  'brewfile',
  'prune',
  'fail-on',
  'advisories',
  'sbom',
] as const;

function readDirectory(args: Arguments, session: Session): string {
  const output = readOutputPath(args, session, 'output');
  if (output === undefined) {
    throw new UsageError('mirror needs --output: the folder of the mirror', {
      hint: 'Run brewpull mirror --all --macos 11 --arch amd64 -o big-sur.',
    });
  }
  if (output.text === '-' || output.archive !== undefined) {
    throw cannotMake(output, { can: 'a folder', hint: 'A file server reads it: -o mirror.' });
  }
  return output.path;
}

async function readLock(args: Arguments, session: Session): Promise<Lock | undefined> {
  const file = readLockName(args, session.terminal);
  if (file === undefined) return undefined;
  const { lock } = await openLock(file, session.terminal, args.projectOf('lock'));
  if (lock !== undefined) return lock;
  throw new UsageError(`there is no lock ${file}`, {
    hint: 'Make it with brewpull lock FORMULA… --lock FILE.',
  });
}

type MirrorStep = Extract<WorkStep, { readonly kind: 'mirror' }>;

/** Adds up the bytes of all bottles instead of showing a line for each: thousands of lines would hide what matters. */
function countFetched(onEvent: EventSink): EventSink {
  let last: Omit<MirrorStep, 'kind'> = {
    bottles: 0,
    knownBottles: 0,
    totalBottles: undefined,
    fetchedBytes: 0,
  };
  /** Large bottles being downloaded; a finished one stays until it is counted with the others. */
  const running = new Map<string, { readonly bytes: number; readonly isDone: boolean }>();
  const tell = (): void => {
    const coming = [...running.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    const fetchedBytes = last.fetchedBytes + coming;
    onEvent({ type: 'step', step: { kind: 'mirror', ...last, fetchedBytes } });
  };
  return (event) => {
    if (event.type === 'step' && event.step.kind === 'mirror') {
      last = event.step;
      for (const [file, { isDone }] of running) if (isDone) running.delete(file);
      return tell();
    }
    if (event.type === 'download-started') return undefined;
    if (event.type === 'download-progress') {
      running.set(event.file, { bytes: event.receivedBytes, isDone: false });
      return tell();
    }
    if (event.type === 'download-done') {
      running.set(event.file, { bytes: event.sizeBytes, isDone: true });
      return undefined;
    }
    return onEvent(event);
  };
}

async function report(made: MadeMirror, directory: string, session: Session): Promise<void> {
  const { debug } = session.verbosity;
  for (const outcome of made.outcomes) {
    if (isHeld(outcome) || outcome.status !== 'failed' || outcome.error === made.ended) continue;
    session.progress.sayLines(renderError(outcome.error, session.errorStyle, { debug }));
  }
  if (made.ended !== undefined) {
    session.progress.sayLines(renderError(made.ended, session.errorStyle, { debug }));
  }
  await session.answer({
    name: 'mirror',
    json: () => toMadeJson(made, directory),
    paths: [directory],
    notes: noteMade(made),
  });
}

function exitCodeOfMade({ outcomes, inVain, ended }: MadeMirror): number {
  const failed = outcomes.flatMap((each) =>
    !isHeld(each) && each.status === 'failed' ? [each.error.code] : [],
  );
  // A missing dependency is reported, but was not itself asked for.
  const unheard = inVain.flatMap(({ code, neededBy }) =>
    neededBy.length === 0 && code !== 'NOT_ASKED_FOR' ? [code] : [],
  );
  const [first] = [...(ended === undefined ? [] : [ended.code]), ...failed, ...unheard];
  if (first === undefined) return EXIT.done;
  return outcomes.some(isHeld) ? EXIT.partial : exitCodeOf(first);
}
