import { BrewpullError } from './errors.ts';

/** The name belongs to a cask: an app, a font or a driver that comes from its maker and has no bottles. */
export class CaskError extends BrewpullError {
  readonly code = 'FORMULA_NOT_FOUND';
  readonly formula: string;
  /** The tap that has the cask, as `user/name`. */
  readonly cask: string;

  constructor(formula: string, cask: string) {
    super(
      `${formula} is a cask of ${cask}, not a formula; casks are apps and fonts, but brewpull fetches only formulae`,
      {
        hint: `Download it from its developer, or with brew fetch --cask ${formula}; brewpull does not bundle apps.`,
      },
    );
    this.formula = formula;
    this.cask = cask;
  }
}
