/** One option of the command line, as help, completion, configuration and the parser know it. */
export interface OptionSpec {
  /** `list` may be given several times; `count` grows with each use. */
  readonly type: 'flag' | 'text' | 'list' | 'count';
  readonly alias?: string;
  /** How it is typed, if not by its name: an option of another command has the same word. */
  readonly word?: string;
  readonly summary: string;
  /** Shown only by `--help --all`: few people ever need it. */
  readonly rare?: true;
  /** The placeholder for the value in help, e.g. `DIR`. */
  readonly value?: string;
  /** Separates the values of a list if one string must hold several, as in an environment variable. */
  readonly separator?: string;
  readonly choices?: readonly string[];
  /** Shown in help; the code that reads the option applies it. */
  readonly standard?: string;
  /**
   * What a project's file may set; without this, nothing. `any`: any value; a stranger may decide it, because it changes what is
   * fetched or shown and not who is believed, who is asked or what is overwritten. `path`: a path below the file's own folder.
   * `on`, `off`: only this value, the strict one, of a switch, so that it never undoes what the user's own file demands.
   */
  readonly project?: 'any' | 'path' | 'on' | 'off';
}
