import type { Repository } from '../../git/repository.ts';
import { findAliasTarget, type TapNames } from '../tap/tap-names.ts';
import { isMoveExact, listMoves } from '../git/list-moves.ts';
import type { Addition, Collected } from './pass/collect-lines.ts';
import type { Move, TapRecord } from './file/tap-record.ts';

/** What a tap record is made from. */
export interface TapQuestion {
  /** As `user/name`. */
  readonly tap: string;
  readonly repository: Repository;
  readonly head: string;
  readonly names: TapNames;
  readonly isSharded: boolean;
  readonly collected: Collected;
  /** The `seq` of the newest commit collected. */
  readonly newestSeq: number;
  /** The record of the last atlas. */
  readonly older: TapRecord | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads what an atlas keeps about the tap as a whole; comparing content takes a git process for each commit in question. */
export async function readTapRecord(question: TapQuestion): Promise<TapRecord> {
  const { tap, repository, head, names, isSharded, collected, older, signal } = question;
  const aliases = await Promise.all(
    [...names.aliases.keys()].map(async (alias) => {
      const target = await findAliasTarget(repository, names, alias);
      return target === undefined ? [] : [[alias, target] as const];
    }),
  );
  const moves = [...(older?.moves ?? []), ...(await findMoves(question))];
  const { renames, migrations, hasRenames } = names;
  const targets = new Map(aliases.flat());
  const source = { repository, head, targets, signal };
  const meanings = await collected.aliases.meanings(source, older?.meanings);
  const begins = [older?.begins, collected.begins].filter((date) => date !== undefined);
  return {
    tap,
    aliases: targets,
    renames,
    migrations,
    hasRenames,
    isSharded,
    moves,
    meanings,
    begins: begins.toSorted()[0] ?? '',
  };
}

async function findMoves(question: TapQuestion): Promise<Move[]> {
  const { repository, names, collected, newestSeq, signal } = question;
  const isExact = isMoveExact(repository, names);
  const byCommit = new Map<string, Addition[]>();
  for (const addition of collected.additions) {
    if (isExact && !addition.isCopy) continue;
    byCommit.set(addition.commit, [...(byCommit.get(addition.commit) ?? []), addition]);
  }
  const moves: Move[] = [];
  for (const [commit, additions] of byCommit) {
    const renames = await listMoves(repository, names, { commit, signal });
    for (const { age, path } of additions) {
      const from = renames.find(({ to }) => to === path)?.from;
      if (from !== undefined) moves.push({ seq: newestSeq - age, from, to: path });
    }
  }
  return moves.toReversed();
}
