/** The characters that progress is drawn with. */
export interface ProgressMarks {
  /** One after the other, while something is done of which no more is known. */
  readonly spinner: readonly string[];
  readonly full: string;
  readonly empty: string;
  /** Ends what is cut. */
  readonly cut: string;
}

const UNICODE: ProgressMarks = {
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  full: '█',
  empty: '░',
  cut: '…',
};

const ASCII: ProgressMarks = { spinner: ['|', '/', '-', '\\'], full: '#', empty: '-', cut: '...' };

/** Gives the marks that a terminal can show. */
export function progressMarks(isUnicode: boolean): ProgressMarks {
  return isUnicode ? UNICODE : ASCII;
}

/** Tells whether a terminal shows more than ASCII, by the first that is set of LC_ALL, LC_CTYPE and LANG; Windows always does. */
export function isUnicodeTerminal(
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((each) => (each ?? '') !== '');
  return platform === 'win32' || /utf-?8/i.test(locale ?? '');
}
