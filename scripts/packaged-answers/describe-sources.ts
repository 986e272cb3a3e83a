import type { AnswersSource } from '../../src/history/answers-file/answers.ts';
import type { PartFigures } from './compose-history.ts';

/** Describes what a reader of the answers must know about each window. */
export function describeSources(parts: readonly PartFigures[]): AnswersSource[] {
  const begins = parts.map(({ first }) => first).toSorted()[0] ?? '';
  return parts.map((part) => ({
    name: part.window.name,
    from: part.first,
    until: part.last,
    note: part.takes === 'aliases' ? describeAliases(part) : describeFormulae(part, begins),
  }));
}

function describeAliases({ first, last }: PartFigures): string {
  return `Aliases only. They are not known before ${dayOf(first)}, and are as of ${dayOf(last)} from then on.`;
}

function describeFormulae({ first, damaged }: PartFigures, begins: string): string {
  const sentences = ['A daily mirror: dates are those of its commits.'];
  if (first === begins) {
    const day = dayOf(first);
    sentences.push(`Not covered: what was gone before ${day}. Renames are not known.`);
  }
  if (damaged.states > 0) {
    const { states, formulae } = damaged;
    sentences.push(
      `${states} states of ${formulae} formulae are damaged and left out; what depends on them is unsure.`,
    );
  }
  return sentences.join(' ');
}

function dayOf(date: string): string {
  return date.slice(0, 10);
}
