import { resolve } from 'node:path';

import { UsageError } from '../../../core/errors.ts';
import type { Target } from '../../../core/target.ts';
import { refuseBareVersions } from './bare-versions.ts';
import { parseNameList } from './name-list.ts';
import type { Session } from '../../session.ts';
import type { Terminal } from '../../terminal.ts';
import type { Arguments } from '../options/arguments.ts';
import { readBrewfile } from './brewfile.ts';
import { readGivenFile } from '../layers/given-file.ts';
import type { SkippedOutput } from '../../../output/parts/error-output.ts';
import type { AskedName } from './asked-name.ts';
import { NothingAskedError } from './nothing-asked-error.ts';

/** More than any list of formulae needs; a larger file is no list. */
const MAX_INPUT_MIB = 4;
const MAX_INPUT_BYTES = MAX_INPUT_MIB * 1024 * 1024;
/** How many skipped entries are listed when nothing is left. */
const MAX_LISTED = 20;

/** What is asked for one target: conditions in a Brewfile may leave out entries. */
interface TargetInputs {
  readonly target: Target;
  /** In the order given, without duplicates. */
  readonly asked: readonly AskedName[];
}

/** The formulae that a command line asks for. */
export interface Inputs {
  /** One for each target, in their order. */
  readonly byTarget: readonly TargetInputs[];
  readonly skipped: readonly SkippedOutput[];
  /** Whether nothing is named, by any input. */
  readonly isEmpty: boolean;
}

/** The targets that formulae are asked for, and whether there may be no formulae. */
interface InputRequest {
  readonly targets: readonly Target[];
  /** The names on the command line, if not all of its words are names. */
  readonly names?: readonly string[];
  readonly mayBeEmpty?: boolean;
}

/**
 * Reads positional names, then `--from-file`, then `--brewfile`, and notes the entries of a Brewfile that are skipped. Throws
 * {@link UsageError} when no name is left: for a file that names nothing, with a list of what was skipped; for no input at all,
 * unless `mayBeEmpty`.
 */
export async function readInputs(
  args: Arguments,
  session: Session,
  { targets, names = args.positionals, mayBeEmpty = false }: InputRequest,
): Promise<Inputs> {
  const { terminal } = session;
  const positionals = names.map((name) => name.trim()).filter((name) => name !== '');
  refuseBareVersions(positionals);
  const [lists, brewfiles] = [args.list('from-file'), args.list('brewfile')];
  const plain = [...positionals];
  for (const file of lists) {
    const text = (await readBytes(file, terminal)).toString('utf8');
    plain.push(...parseNameList(text, sourceName(file)));
  }
  const asked = targets.map(() => plain.map((name): AskedName => ({ name, taps: [] })));
  const skipped: SkippedOutput[] = [];
  for (const file of brewfiles) {
    const bytes = await readBytes(file, terminal);
    const read = await readBrewfile(bytes, sourceName(file), targets);
    read.asked.forEach((more, index) => asked[index]?.push(...more));
    skipped.push(...read.skipped);
  }
  const isEmpty = asked.every((each) => each.length === 0);
  if (isEmpty && lists.length + brewfiles.length > 0) {
    sayAllSkipped(skipped, session);
    throw new NothingAskedError([...lists, ...brewfiles].map(sourceName), skipped);
  }
  if (isEmpty && !mayBeEmpty) {
    throw new UsageError('no formula is named', {
      hint: 'Name one, e.g. brewpull vim --macos 11 --arch amd64; see brewpull --help.',
    });
  }
  const byTarget = targets.map((target, index) => ({
    target,
    asked: eachOnce(asked[index] ?? []),
  }));
  const inputs = { byTarget, skipped, isEmpty };
  noteSkipped(inputs, session);
  return inputs;
}

/** Notes what was skipped; a target with nothing left is noted even with `-q`. */
function noteSkipped({ skipped, byTarget, isEmpty }: Inputs, session: Session): void {
  for (const each of skipped) session.note(`skipped: ${describe(each, byTarget.length)}`);
  for (const { target, asked } of byTarget) {
    if (asked.length > 0 || isEmpty) continue;
    session.progress.say(`note: nothing is asked for ${target.bottleTag}; it is left out`);
  }
}

/** Describes one skipped entry, with its targets unless it is skipped for all. */
function describe(
  { source, line, text, reason, bottleTags }: SkippedOutput,
  targetCount: number,
): string {
  const where = bottleTags.length === targetCount ? '' : ` (${bottleTags.join(', ')})`;
  return `${source}:${line}: ${text}: ${reason}${where}`;
}

/** Says why nothing is left, even with `-q`. */
function sayAllSkipped(skipped: readonly SkippedOutput[], { progress }: Session): void {
  for (const each of skipped.slice(0, MAX_LISTED)) {
    progress.say(`skipped: ${describe(each, each.bottleTags.length)}`);
  }
  const rest = skipped.length - MAX_LISTED;
  if (rest > 0) progress.say(`skipped: ${rest} more`);
}

function eachOnce(asked: readonly AskedName[]): readonly AskedName[] {
  const first = new Map<string, AskedName>();
  for (const each of asked) if (!first.has(each.name)) first.set(each.name, each);
  return [...first.values()];
}

async function readBytes(file: string, terminal: Terminal): Promise<Buffer> {
  if (file !== '-') {
    const limitMib = MAX_INPUT_MIB;
    return readGivenFile(resolve(terminal.cwd(), file), { limitMib, isPipeWanted: true });
  }
  const bytes = await readStdin(terminal);
  if (bytes.length <= MAX_INPUT_BYTES) return bytes;
  throw new UsageError(
    'standard input is larger than 4 MiB, which is too much for a list of formulae',
  );
}

async function readStdin(terminal: Terminal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of terminal.stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    chunks.push(bytes);
    if (size > MAX_INPUT_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function sourceName(file: string): string {
  return file === '-' ? 'standard input' : file;
}
