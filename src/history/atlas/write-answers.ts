import { giveWay } from '../../core/give-way.ts';
import { formerKey } from '../tap/former-key.ts';
import type { BottleState } from '../state/bottle-span.ts';
import { openGitTap } from '../git/locate.ts';
import { walkFormula } from '../git/walk.ts';
import { listLatest } from '../rules/list-spans.ts';
import { locateAny, locateFormer } from '../rules/locate.ts';
import { listOldNames } from '../tap/tap-names.ts';
import { findFormer, findLocation } from './answer/atlas-location.ts';
import { AtlasTap, TangledError } from './answer/atlas-tap.ts';
import { TapView } from './answer/tap-view.ts';
import type { AtlasFile } from './file/atlas-file.ts';
import type { AtlasWriter } from './file/atlas-writer.ts';
import { ByteWriter } from '../coding/bytes.ts';
import { writeLatest } from './file/latest-record.ts';
import type { AtlasHeader } from './file/layout.ts';
import { splitByName } from './file/named-parts.ts';
import type { TapRecord } from './file/tap-record.ts';
import { type Walked, writeWalked } from './file/walked-record.ts';
import type { AtlasRequest } from './atlas-request.ts';

/** What the second half of an atlas is made from. */
export interface AnswersRequest {
  readonly request: Pick<AtlasRequest, 'repository' | 'reader' | 'signal'>;
  readonly head: string;
  /** The first half. */
  readonly draft: AtlasFile;
  readonly tap: TapRecord;
  /** The atlas that is continued. */
  readonly older: { readonly file: AtlasFile; readonly tap: TapRecord } | undefined;
  /** Names with new changes. */
  readonly touched: ReadonlySet<string>;
}

/** Writes the last bottles of every formula, of today or removed, and its states if its lines cannot give them. */
export async function writeAnswers(
  writer: AtlasWriter,
  question: AnswersRequest,
): Promise<Pick<AtlasHeader['sections'], 'walked' | 'latest'>> {
  const { draft, tap, older } = question;
  const view = new TapView(draft, tap);
  const kept = {
    latest: readParts(older?.file, 'latest'),
    walked: readParts(older?.file, 'walked'),
  };
  const affected = older === undefined ? undefined : listAffected(question.touched, tap, older.tap);
  const [latest, walked] = [new ByteWriter(), new ByteWriter()];
  for (const name of listNames(draft)) {
    await giveWay(question.request.signal);
    if (affected !== undefined && !affected.has(name)) {
      for (const record of [name, formerKey(name)]) {
        const [oldLatest, oldWalked] = [kept.latest.get(record), kept.walked.get(record)];
        if (oldLatest !== undefined) latest.bytes(oldLatest);
        if (oldWalked !== undefined) walked.bytes(oldWalked);
      }
      continue;
    }
    view.forget();
    const answer = await answerFor(question, view, name);
    if (answer === undefined) continue;
    if (answer.isWalked) writeWalked(walked, answer.record, answer);
    if (answer.name !== name) continue;
    const isPresent = view.findAtHead(name)?.atHead === 'file';
    const youngest = listLatest(answer.states);
    writeLatest(latest, { name, isPresent, ...youngest });
  }
  return {
    walked: writer.section(walked.take()),
    latest: writer.section(latest.take()),
  };
}

function readParts(
  file: AtlasFile | undefined,
  name: 'latest' | 'walked',
): ReadonlyMap<string, Buffer> {
  if (file === undefined) return new Map();
  return splitByName(file.section(file.header.sections[name]));
}

function* listNames({ index }: AtlasFile): Generator<string, void, undefined> {
  let last: string | undefined;
  for (let rank = 0; rank < index.count; rank += 1) {
    const { name } = index.entry(rank);
    if (name !== last) yield name;
    last = name;
  }
}

/** Finds nothing: the records of walks are still being made. */
function noWalks(): undefined {
  return undefined;
}

type Answer = Walked & { readonly record: string; readonly isWalked: boolean };

/**
 * Answers for a name, or for what had it before if it is an alias; undefined for another formula's older name or no formula's.
 */
async function answerFor(
  question: AnswersRequest,
  view: TapView,
  name: string,
): Promise<Answer | undefined> {
  const today = await findLocation(view, noWalks, name);
  const isAlias = today !== undefined && today.via === 'alias' && today.name !== name;
  const location = isAlias ? await findFormer(view, noWalks, name) : today;
  if (location?.name !== name) return undefined;
  const { start, record, oldNames } = location;
  try {
    if (start !== undefined) {
      const states = await new AtlasTap(view).states({ name, oldNames, start });
      return { name, record, states, isWalked: false };
    }
  } catch (error) {
    if (!(error instanceof TangledError)) throw error;
  }
  const walked = await walk(question, name, isAlias);
  return walked === undefined ? undefined : { ...walked, record, isWalked: true };
}

async function walk(
  { request, head }: AnswersRequest,
  formula: string,
  isFormer: boolean,
): Promise<Walked | undefined> {
  const { repository, reader, signal } = request;
  const tap = await openGitTap({ repository, at: head, reader, signal });
  const location = await (isFormer ? locateFormer : locateAny)(tap, formula);
  if (location === undefined) return undefined;
  const states: BottleState[] = [];
  for await (const state of walkFormula(tap, location)) states.push(state);
  return { name: location.name, states };
}

/** Lists the names whose answer may differ from the older atlas: changed ones, what they were renamed to, and all older names. */
function listAffected(
  touched: ReadonlySet<string>,
  tap: TapRecord,
  older: TapRecord,
): ReadonlySet<string> {
  const affected = new Set(touched);
  const pairs: [ReadonlyMap<string, string>, ReadonlyMap<string, string>][] = [
    [tap.renames, older.renames],
    [tap.aliases, older.aliases],
  ];
  for (const [now, then] of pairs) {
    for (const name of new Set([...now.keys(), ...then.keys()])) {
      if (now.get(name) !== then.get(name)) affected.add(name);
    }
  }
  // Iterating over a set also visits what is added meanwhile.
  for (const name of affected) {
    for (const renames of [tap.renames, older.renames]) {
      const next = renames.get(name);
      if (next !== undefined) affected.add(next);
    }
  }
  // What is added meanwhile is an older name of one already visited; its own older names are added with it.
  for (const name of affected) {
    for (const old of listOldNames(tap.renames, name)) affected.add(old);
  }
  return affected;
}
