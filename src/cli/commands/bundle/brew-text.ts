import type { ChosenBrew } from '../../../bundle/brew/choose-brews.ts';
import type { GatheredBrew } from '../../../bundle/brew/gather-brew.ts';
import type { BrewOutput } from '../../../output/plan/brew-output.ts';
import type { Session } from '../../session.ts';

/** Returns the Homebrew that a target would get as plain data for JSON; anything that is only known after fetching is null. */
export function toChosenBrewJson({
  tag,
  date,
  commit,
  tree,
  ruby,
  needsTools,
  isInTable,
  withoutTools,
  unknownWords,
  reasonCode,
  reason,
  notes,
}: ChosenBrew): BrewOutput {
  const { version, bottleTag, repository, sha256, sizeBytes = null } = ruby;
  return {
    tag,
    date,
    commit,
    tree,
    needsTools,
    source: null,
    ruby: { version, bottleTag, repository, sha256, sizeBytes, witnesses: null },
    isInTable,
    withoutTools: withoutTools ?? null,
    unknownWords,
    reasonCode,
    reason,
    notes,
  };
}

/** Returns the Homebrew that a target got as plain data for JSON. */
export function toBrewJson({ chosen, brew, witnesses, from, notes }: GatheredBrew): BrewOutput {
  const { sha256, sizeBytes } = brew.source;
  const { version, bottleTag, repository } = brew.ruby;
  return {
    ...toChosenBrewJson(chosen),
    source: { from, sha256, sizeBytes },
    ruby: {
      version,
      bottleTag,
      repository,
      sha256: brew.ruby.sha256,
      sizeBytes: brew.ruby.sizeBytes,
      witnesses,
    },
    notes,
  };
}

/** Describes in one line which Homebrew a target gets, and why. */
export function describeBrew({ tag, date, ruby, reason }: ChosenBrew): string {
  return `Homebrew ${tag} (${date}) with Portable Ruby ${ruby.version} (${ruby.bottleTag}): ${reason}`;
}

/** Notes which Homebrew each target got, and what to know about it. */
export function noteBrews(brews: ReadonlyMap<string, GatheredBrew>, session: Session): void {
  const lines = [...brews].flatMap(([bottleTag, { chosen, notes }]) => [
    `${bottleTag}: ${describeBrew(chosen)}`,
    ...notes.map((note) => `note: ${note}`),
  ]);
  for (const line of new Set(lines)) session.note(line);
}
