import { buildsEnded } from '../../src/core/build-ends.ts';
import type { Digest } from '../../src/core/digest.ts';
import { parseTargetTag } from '../../src/core/target.ts';
import type { Answers } from '../../src/history/answers-file/answers.ts';
import type { PartFigures } from './compose-history.ts';

/** What `data/README.md` is written from. */
export interface ReadmeFacts {
  readonly answers: Answers;
  readonly parts: readonly PartFigures[];
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** Formats the README of the folder with the packaged answers. */
export function formatReadme({ answers, parts, digest, sizeBytes }: ReadmeFacts): string {
  const { header, formulae, names } = answers;
  const bottles = formulae.flatMap((each) => each.bottles);
  const unsure = bottles.filter(({ isUnsure }) => isUnsure).length;
  const present = formulae.filter(({ isPresent }) => isPresent).length;
  const doubted = formulae.filter(({ doubts }) => doubts.length > 0).length;
  return `# Packaged answers

\`homebrew-core.answers\` holds the last bottle of every formula of homebrew/core for the systems that Homebrew has stopped building for.
\`scripts/make-packaged-answers.js\` made it from clones of daily mirrors; [its format](../docs/answers-file.md) and
[how right it is](../docs/packaged-answers.md) are documented. Checksums, versions and dates are facts; no text of any formula is in it.
brewpull keeps no bottle that the registry does not confirm.

- digest: \`${digest}\`
- size: ${number(sizeBytes)} bytes
- history: ${header.begins} to ${header.head.date}
- formulae: ${number(formulae.length)}, of which ${number(present)} are in the newest state
- names: ${number(names.length)}, aliases among them
- bottles: ${number(bottles.length)}, ${number(unsure)} of them of an unsure version
- formulae with an open doubt: ${number(doubted)}
- systems: ${(header.targets ?? []).join(', ')}

## Sources

${parts.map(formatPart).join('\n')}

A damaged state is one whose version cannot be read: a mirror put \`?use_mirror=\` into the address, from which Homebrew's rules
read a wrong version. Where another clone has the same file whole, that one is taken. All others say their bottles and no
version, so that brewpull is unsure where they matter. A commit is left out when a tenth of all formulae is missing in it.

Formulae of other taps, which one mirror mixes in, and casks are left out.

## Not covered

- What was gone before ${header.begins.slice(0, 10)}, and bottles replaced before then.
- Renames: the mirrors have no list of them. A renamed formula has its older bottles under its older name.
${['- The moment of a change within a day.', ...listUnfinished(header)].join('\n')}
`;
}

/** Lists the systems for which bottles were still built after the newest state. */
function listUnfinished({ head, targets = [] }: Answers['header']): string[] {
  const ends = targets.flatMap((tag) => {
    const end = buildsEnded(parseTargetTag(tag));
    return end !== undefined && head.date < end ? [{ tag, end }] : [];
  });
  const days = [...new Set(ends.map(({ end }) => end))].toSorted();
  return days.map((day) => {
    const tags = ends.flatMap(({ tag, end }) => (end === day ? [tag] : []));
    return `- Bottles of the days after the newest state: Homebrew built for ${tags.join(', ')} until ${day}.`;
  });
}

function formatPart(part: PartFigures): string {
  const { window, takes, first, last, commits, size, damaged, filled } = part;
  const days = `${window.name}, ${first.slice(0, 10)} to ${last.slice(0, 10)}`;
  const parts = [
    `${number(commits)} commits`,
    `${number(size)} ${takes} at the end`,
    ...(damaged.states === 0
      ? []
      : [`${number(damaged.states)} states of ${number(damaged.formulae)} formulae are damaged`]),
    ...(filled === 0 ? [] : [`${number(filled)} were whole in another clone`]),
    ...listDays('without a commit', part.daysWithout),
    ...listDays('with a commit that is left out', part.leftOut),
  ];
  return `- ${takes} of ${days}: ${parts.join('; ')}`;
}

/** Lists days; those in a row are given as first and last. */
function listDays(what: string, dates: readonly string[]): string[] {
  const days = [...new Set(dates.map((date) => date.slice(0, 10)))];
  const runs: { readonly first: string; last: string }[] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run !== undefined && Date.parse(day) - Date.parse(run.last) === 86_400_000) run.last = day;
    else runs.push({ first: day, last: day });
  }
  const texts = runs.map(({ first, last }) => (first === last ? first : `${first} to ${last}`));
  return texts.length === 0 ? [] : [`days ${what}: ${texts.join(', ')}`];
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
