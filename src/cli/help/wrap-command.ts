import { wrap } from '../render/width.ts';

/** A character that occurs in no command line, is as wide as a space, and is not a place to break at. */
const GLUE = '␣';

/**
 * Breaks a command line into several that are still one for the shell, with all but the first indented further. An option and its
 * value stay on one line.
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
