/** The characters that brewpull itself puts into text for people. Names from outside are never changed. */
export interface Marks {
  readonly tick: string;
  readonly bullet: string;
  readonly ellipsis: string;
  /** Precedes a date that is the latest possible one. */
  readonly atMost: string;
  /** The fill levels of one column of a bar, from the smallest to full. */
  readonly bar: readonly string[];
  /** A column of a progress bar that is still empty. */
  readonly unfilled: string;
  /** Shown in turn while something is in progress. */
  readonly spinner: readonly string[];
  /** What precedes an entry of a tree, all of the same width. */
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
 * Chooses the marks by locale: LC_ALL, or else LC_CTYPE, or else LANG; an empty one counts as unset. A locale without UTF-8,
 * e.g. `C`, gets ASCII. If none is set, as in most containers, the marks are Unicode, except on the Linux console, whose font
 * lacks the characters.
 */
export function marksFor(env: Readonly<Record<string, string | undefined>>): Marks {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value = '') => value !== '');
  if (locale === undefined) return env['TERM'] === 'linux' ? ASCII : UNICODE;
  return /utf-?8/i.test(locale) ? UNICODE : ASCII;
}

/** Replaces the ellipsis in brewpull's own text, e.g. a hint, with the one from the marks. */
export function withMarks(text: string, { ellipsis }: Marks): string {
  return text.replaceAll(UNICODE.ellipsis, ellipsis);
}

/** Draws a bar of at most `columns`: the largest value fills them, and any value above 0 is visible. */
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
