import { RegistryResponseError, UnauthorizedError, type BrewpullError } from '../../core/errors.ts';
import type { FinalResponse } from '../../http/redirect.ts';
import { howToLogIn } from '../auth/how-to-log-in.ts';
import { explainRefusal, type RefusedRequest } from '../refusal.ts';

/** Creates the error for an unsuccessful answer to an upload, and discards its body. */
export async function explainUploadRefusal(
  response: FinalResponse,
  asked: RefusedRequest,
): Promise<BrewpullError> {
  const { status } = response;
  const { registry, repository, what } = asked;
  const error = await explainRefusal(response, asked, {
    isAnonymous: async () => false,
    provesAbsence: async () => false,
  });
  const said = /\((.*)\)$/.exec(error.message)?.[0] ?? '';
  if (status === 401 || status === 403) {
    return new UnauthorizedError(
      `${registry.host} does not let this account push to ${repository} ${said}`.trim(),
      { hint: `Log in with an account that may: ${howToLogIn(registry)}` },
    );
  }
  if (status === 404) {
    const message = `${registry.host} does not take ${what} ${said}`.trim();
    const hint = 'Check the URL of the registry; some want the repository to be created first.';
    return new RegistryResponseError(message, { status, hint });
  }
  if (status === 405) {
    const message = `${registry.host} is read-only ${said}`.trim();
    return new RegistryResponseError(message, { status, hint: 'Name one that takes uploads.' });
  }
  return error;
}
