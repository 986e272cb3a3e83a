import { wrap } from '../render/width.ts';

/** A sign that is in no command line, as wide as a space, and no place to break at. */
const GLUE = '␣';

/**
 * Breaks a command line into lines that are still one for the shell, all but the first further in. An option and its value stay on
 * one line.
 */
export function wrapCommand(line: string, columns: number): readonly string[] {
  const end = ' \\';
  const glued = line.replaceAll(/(?<=\s--?[a-z][a-z-]*) (?=[^\s-])/g, GLUE);
  const parts = wrap(glued, columns - 4 - end.length);
  return parts.map(
    (part, at) =>
      `${at === 0 ? '  ' : '    '}${part.replaceAll(GLUE, ' ')}${at < parts.length - 1 ? end : ''}`,
  );
}
