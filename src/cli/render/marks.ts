/** The signs that brewpull itself puts into text for people. Names from outside are never changed. */
export interface Marks {
  readonly tick: string;
  readonly bullet: string;
  readonly ellipsis: string;
  /** Before a date that is the latest possible. */
  readonly atMost: string;
  /** The parts of one column of a bar that are filled, from the smallest to all of it. */
  readonly bar: readonly string[];
  /** The rest of a bar that is to be filled. */
  readonly unfilled: string;
  /** One after the other, while something is done of which no more is known. */
  readonly spinner: readonly string[];
  /** What comes before an entry of a tree, all of the same width. */
  readonly tree: { readonly entry: string; readonly last: string; readonly line: string };
}

const UNICODE: Marks = {
  tick: '✓',
  bullet: '•',
  ellipsis: '…',
  atMost: '≤',
  bar: ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
  unfilled: '░',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  tree: { entry: '├─ ', last: '└─ ', line: '│  ' },
};

const ASCII: Marks = {
  tick: 'ok',
  bullet: '*',
  ellipsis: '...',
  atMost: '<=',
  bar: ['-', '#'],
  unfilled: '-',
  spinner: ['|', '/', '-', '\\'],
  tree: { entry: '|- ', last: '`- ', line: '|  ' },
};

/**
 * Chooses by the locale: LC_ALL, else LC_CTYPE, else LANG; an empty one counts as not set. One that does not name UTF-8, as `C`,
 * gets ASCII. Where none is set, as in most containers, it is Unicode, but for the console of Linux, whose font lacks the signs.
 */
export function marksFor(env: Readonly<Record<string, string | undefined>>): Marks {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value = '') => value !== '');
  if (locale === undefined) return env['TERM'] === 'linux' ? ASCII : UNICODE;
  return /utf-?8/i.test(locale) ? UNICODE : ASCII;
}

/** Puts the marks into text of brewpull's own, such as a hint, that was written with an ellipsis. */
export function withMarks(text: string, { ellipsis }: Marks): string {
  return text.replaceAll(UNICODE.ellipsis, ellipsis);
}

/** Draws a bar of at most `columns`: the largest value fills them, and any that is not 0 is seen. */
export function drawBar(
  { value, most }: { readonly value: number; readonly most: number },
  columns: number,
  { bar }: Marks,
): string {
  if (value <= 0) return '';
  const parts = Math.max(1, Math.round((value / most) * columns * bar.length));
  const rest = parts % bar.length;
  const whole = (bar.at(-1) ?? '').repeat((parts - rest) / bar.length);
  return rest === 0 ? whole : whole + (bar[rest - 1] ?? '');
}
