import { CORE_TAP } from '../../../../core/formula-key.ts';
import type { Target } from '../../../../core/target.ts';
import { parseAskedFormula, readAtVersion } from '../../../../history/tap/asked-formula.ts';
import { listNamesAtHand } from '../../../../workspace/answers/names-at-hand.ts';
import { listVersionsAtHand } from '../../../../workspace/answers/versions-at-hand.ts';
import type { Arguments } from '../../../arguments/options/arguments.ts';
import { readNamePlaces } from '../../../arguments/formulae/name-places.ts';
import { readUnfinishedArguments } from '../../../arguments/formulae/unfinished-arguments.ts';
import type { Terminal } from '../../../terminal.ts';
import { readAskedTargets } from '../../history/asked-targets.ts';
import type { OfferedWord } from './offer.ts';
import type { UnfinishedLine } from './typed-place.ts';

/** The most words that a shell is given. */
const LIMIT = 200;
/** What may be sent to a shell: nothing that it, or a terminal, could take for anything but a name or a version. */
const PLAIN = /^\w[\w@+.-]*$/;

/**
 * Lists names of formulae that begin with the word and, after `NAME=`, the versions that can be asked for; also after `NAME@` if
 * no formula begins with that. Reads them quickly from a local file, and lists nothing if there is none.
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
    const found = await listNamesAtHand({ tap, prefix: typed, limit: LIMIT }, places);
    const names = found.filter((name) => PLAIN.test(name));
    if (names.length > 0) return names.map((name) => ({ value: `${lead}${name}` }));
  }
  // An `@` in the name comes before the one of the version.
  const [, name = typed, behind] = version === undefined ? (/^(.+)@(.*)$/s.exec(typed) ?? []) : [];
  const begin = version ?? behind;
  if (!withVersions || begin === undefined) return [];
  const targets = readTargetsSoFar(args);
  const versions = await listVersionsAtHand({ tap, name: name.toLowerCase(), targets }, places);
  const sign = version === undefined ? '@' : '=';
  return versions
    .filter(({ pkgVersion }) => PLAIN.test(pkgVersion) && pkgVersion.startsWith(begin))
    .slice(0, LIMIT)
    .map(({ pkgVersion, introduced }) => ({
      value: `${lead}${name}${sign}${pkgVersion}`,
      about: introduced.slice(0, 10),
    }))
    .filter(({ value }) => sign === '=' || readAtVersion(parseAskedFormula(value)) !== undefined);
}

/** Ignores a target that is unfinished or wrong: then nothing is left out. */
function readTargetsSoFar(args: Arguments): readonly Target[] {
  try {
    return readAskedTargets(args);
  } catch {
    return [];
  }
}
