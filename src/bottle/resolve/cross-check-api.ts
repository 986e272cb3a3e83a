import { isSameSystem } from '../../core/bottle-tag.ts';
import { digestOf } from '../../core/digest.ts';
import { DisagreementError } from '../../core/errors.ts';
import type { ApiBottle } from '../../provenance/signed-api/api-bottle-schema.ts';
import type { Resolution } from './resolution.ts';

/**
 * Checks an answer against the signed data of formulae.brew.sh, which knows the current version of each homebrew/core formula
 * and nothing older. If both name the same version and system, they must name the same bytes; otherwise the answer becomes
 * a failed one with a `DisagreementError`. Pure.
 */
export function crossCheckApi(
  answer: Resolution,
  api: (formula: string) => ApiBottle | undefined,
): Resolution {
  if (answer.status !== 'found' || answer.tap !== 'homebrew/core') return answer;
  const said = api(answer.formula);
  const isSame = said?.formula === answer.formula && said.pkgVersion === answer.pkgVersion;
  if (!isSame || said.rebuild !== answer.rebuild) return answer;
  const named = said.bottles.filter(({ bottleTag }) => isSameSystem(bottleTag, answer.bottleTag));
  const [first] = named;
  if (first === undefined) return answer;
  if (named.some(({ sha256 }) => sha256 === answer.sha256)) {
    return { ...answer, sources: [...answer.sources, 'api'] };
  }
  const { requested, target } = answer;
  const error = new DisagreementError(
    answer.fileName,
    [
      { source: answer.sources.join(' and '), value: digestOf(answer.sha256) },
      { source: 'the signed API data', value: digestOf(first.sha256) },
    ],
    { hint: 'Do not install it. Update your clone and the API data, and try again.' },
  );
  return { status: 'failed', requested, target, error };
}
