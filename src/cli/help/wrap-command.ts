import { wrap } from '../render/width.ts';

/** Breaks a command line into lines that are still one for the shell, all but the first further in. */
export function wrapCommand(line: string, columns: number): readonly string[] {
  const end = ' \\';
  const parts = wrap(line, columns - 4 - end.length);
  return parts.map(
    (part, at) => `${at === 0 ? '  ' : '    '}${part}${at < parts.length - 1 ? end : ''}`,
  );
}
