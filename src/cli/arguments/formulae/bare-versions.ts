import { UsageError } from '../../../core/errors.ts';
import { isBareVersion } from '../../../history/tap/asked-formula.ts';

/** Refuses a version that is written as a separate name: `vim 9.0.1850`. Throws {@link UsageError} with the correct form. */
export function refuseBareVersions(names: readonly string[]): void {
  names.forEach((name, index) => {
    if (!isBareVersion(name)) return;
    const version = name.replace(/^=?v?/, '');
    const formula = names[index - 1];
    if (formula === undefined || isBareVersion(formula)) {
      throw new UsageError(`${name} is a version, and no formula is named before it`, {
        hint: `Write FORMULA=${version}, e.g. vim=${version}.`,
      });
    }
    throw new UsageError(`${name} is a version, not a formula`, {
      hint: `Write ${formula.replace(/=.*/, '')}=${version}.`,
    });
  });
}
