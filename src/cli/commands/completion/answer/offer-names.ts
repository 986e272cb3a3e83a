import { CORE_TAP } from '../../../../core/formula-key.ts';
import type { Target } from '../../../../core/target.ts';
import { listNamesAtHand } from '../../../../workspace/answers/names-at-hand.ts';
import { listVersionsAtHand } from '../../../../workspace/answers/versions-at-hand.ts';
import type { Arguments } from '../../../arguments/options/arguments.ts';
import { readNamePlaces } from '../../../arguments/formulae/name-places.ts';
import { readUnfinishedArguments } from '../../../arguments/formulae/unfinished-arguments.ts';
import type { Terminal } from '../../../terminal.ts';
import { readAskedTargets } from '../../history/asked-targets.ts';
import type { OfferedWord } from './offer.ts';
import type { UnfinishedLine } from './typed-place.ts';

/** How many words a shell is given at most. */
const LIMIT = 200;
/** What a shell may get: nothing that it, or a terminal, could take for anything but a name or a version. */
const PLAIN = /^\w[\w@+.-]*$/;

/**
 * Lists names of formulae that begin as the word does, and behind `NAME=` the versions that can be asked for: from a file at hand,
 * quickly, and nothing where there is none.
 */
export async function listFormulae(
  { before, word }: UnfinishedLine,
  { withVersions }: { readonly withVersions: boolean },
  terminal: Terminal,
): Promise<readonly OfferedWord[]> {
  const args = await readUnfinishedArguments(before, terminal);
  const places = readNamePlaces(args, terminal);
  const parts = /^(?:(([\w-]+\/[\w-]+)\/))?([^/=]*)(?:=(.*))?$/s.exec(word);
  if (parts === null) return [];
  const [, lead = '', written = CORE_TAP, typed = '', version] = parts;
  const tap = written.toLowerCase();
  if (version === undefined) {
    const names = await listNamesAtHand({ tap, prefix: typed, limit: LIMIT }, places);
    return names.filter((name) => PLAIN.test(name)).map((name) => ({ value: `${lead}${name}` }));
  }
  if (!withVersions) return [];
  const targets = readTargetsSoFar(args);
  const versions = await listVersionsAtHand({ tap, name: typed.toLowerCase(), targets }, places);
  return versions
    .filter(({ pkgVersion }) => PLAIN.test(pkgVersion) && pkgVersion.startsWith(version))
    .slice(0, LIMIT)
    .map(({ pkgVersion, introduced }) => ({
      value: `${lead}${typed}=${pkgVersion}`,
      about: introduced.slice(0, 10),
    }));
}

/** A target that is not typed to its end, or wrong, leaves nothing out. */
function readTargetsSoFar(args: Arguments): readonly Target[] {
  try {
    return readAskedTargets(args);
  } catch {
    return [];
  }
}
