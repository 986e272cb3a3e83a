import type { BottleState } from '../../core/bottle-span.ts';
import { FormulaNotFoundError } from '../../core/errors.ts';
import { locateFormula } from '../history/locate.ts';
import { walkFormula } from '../history/walk.ts';
import { listOldNames } from '../tap/tap-names.ts';
import type { AtlasFile } from './file/atlas-file.ts';
import type { AtlasWriter } from './file/atlas-writer.ts';
import { ByteWriter } from './file/bytes.ts';
import { composeStates, TangledError } from './answer/compose.ts';
import { writeLatest } from './file/latest-record.ts';
import type { AtlasHeader } from './file/layout.ts';
import { listLatest } from './list-spans.ts';
import { findLocation } from './answer/locate-in-atlas.ts';
import { splitByName } from './file/named-parts.ts';
import type { TapRecord } from './file/tap-record.ts';
import { TapView } from './answer/tap-view.ts';
import type { AtlasRequest } from './update-atlas.ts';
import { type Walked, writeWalked } from './file/walked-record.ts';

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

/** Writes, for every formula there is or was, its last bottles, and its states where its lines cannot tell them. */
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
    if (affected !== undefined && !affected.has(name)) {
      const [oldLatest, oldWalked] = [kept.latest.get(name), kept.walked.get(name)];
      if (oldLatest !== undefined) latest.bytes(oldLatest);
      if (oldWalked !== undefined) walked.bytes(oldWalked);
      continue;
    }
    view.forget();
    const answer = await answerFor(question, view, name);
    if (answer === undefined) continue;
    if (answer.isWalked) writeWalked(walked, name, answer);
    if (answer.name !== name) continue;
    const isPresent = view.findAtHead(name)?.atHead === 'file';
    writeLatest(latest, { name, isPresent, bottles: listLatest(answer.states) });
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

/** Undefined when the name is another one's alias or older name, or no formula's. */
async function answerFor(
  question: AnswersRequest,
  view: TapView,
  name: string,
): Promise<(Walked & { readonly isWalked: boolean }) | undefined> {
  const location = findLocation(view, name);
  if (location?.name !== name) return undefined;
  try {
    if (location.origin !== undefined) {
      return { name, states: [...composeStates(view, location.origin)], isWalked: false };
    }
  } catch (error) {
    if (!(error instanceof TangledError)) throw error;
  }
  const walked = await walk(question, name);
  return walked === undefined ? undefined : { ...walked, isWalked: true };
}

async function walk(
  { request, head }: AnswersRequest,
  formula: string,
): Promise<Walked | undefined> {
  const { repository, reader, signal } = request;
  try {
    const location = await locateFormula({ repository, formula, at: head, signal });
    const states: BottleState[] = [];
    for await (const state of walkFormula({ repository, reader, location, signal })) {
      states.push(state);
    }
    return { name: location.name, states };
  } catch (error) {
    if (error instanceof FormulaNotFoundError) return undefined;
    throw error;
  }
}

/** Names whose answer may be another one than in the older atlas: changed ones, and what they or their names lead to. */
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
  // A set grows while it is gone through.
  for (const name of affected) {
    for (const renames of [tap.renames, older.renames]) {
      const next = renames.get(name);
      if (next !== undefined) affected.add(next);
    }
  }
  // What is added meanwhile is an older name of one that was looked at; it has none of its own.
  for (const name of affected) {
    for (const old of listOldNames(tap.renames, name)) affected.add(old);
  }
  return affected;
}
