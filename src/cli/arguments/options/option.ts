/** One option of the command line, as help, completion, configuration and the parser know it. */
export interface OptionSpec {
  /** `list` may be given several times; `count` grows with each. */
  readonly type: 'flag' | 'text' | 'list' | 'count';
  readonly alias?: string;
  /** How it is typed, where that is not its name: another command's option has this word. */
  readonly word?: string;
  readonly summary: string;
  /** Shown only by `--help --all`: what few people ever need. */
  readonly rare?: true;
  /** The placeholder for the value in help, e.g. `DIR`. */
  readonly value?: string;
  /** Between the values of a list where one text must hold several, as an environment variable. */
  readonly separator?: string;
  readonly choices?: readonly string[];
  /** Shown in help; the code that reads the option applies it. */
  readonly standard?: string;
  /**
   * What a project's file may say; without this, nothing. `any`: what a stranger may decide, for it changes what is fetched or
   * shown and not who is believed, asked or overwritten. `path`: a name below its own folder. `on`, `off`: the strict value of a
   * switch alone, so that it never takes back what the user's own file demands.
   */
  readonly project?: 'any' | 'path' | 'on' | 'off';
}
