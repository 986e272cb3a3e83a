import {
  NotFoundError,
  RegistryResponseError,
  UnauthorizedError,
  type BrewpullError,
} from '../core/errors.ts';
import { readBody } from '../http/transport/body.ts';
import type { FinalResponse } from '../http/redirect.ts';
import { isPage, PAGE_HINT, refusePageFrom } from '../http/web-page.ts';
import { isGhcrDenial } from './absence.ts';
import { saysAbsent, saysNoProject } from './api/absence-proof.ts';
import { howToLogIn } from './auth/how-to-log-in.ts';
import { readComplaints, type RegistryComplaint } from './documents/replies-schema.ts';

/** A request to a registry. */
export interface RefusedRequest {
  readonly registry: URL;
  readonly repository: string;
  /** For messages, e.g. `ghcr.io/homebrew/core/vim:9.0`. */
  readonly what: string;
}

/** The sender of a request. */
export interface Sender {
  /** Returns whether it was sent without the user's credentials. Called only if that decides. */
  isAnonymous(): Promise<boolean>;
  /** Returns whether a 404 that is not in a registry's words, a web page or not, is an absence. Called only if that decides. */
  provesAbsence(isPage: boolean): Promise<boolean>;
}

const ERROR_BYTES = 64 * 1024;

/** Returns a sentence to append to another hint. */
function alsoPage(response: FinalResponse): string {
  return isPage(response)
    ? ' It answered with a web page: there may be a proxy or a login page in between; check with a browser.'
    : '';
}

/** Creates the error for an unsuccessful answer, and discards its body. */
export async function explainRefusal(
  response: FinalResponse,
  asked: RefusedRequest,
  sender: Sender,
): Promise<BrewpullError> {
  const { status, url } = response;
  const { registry, repository, what } = asked;
  // An unreadable body adds nothing to the status.
  const body = await readBody(response, ERROR_BYTES, what).catch(() => new Uint8Array());
  const [complaint] = readComplaints(body);
  const said = quote(complaint);
  if (url.origin !== registry.origin && (status === 401 || status === 403)) {
    return new UnauthorizedError(
      `${url.host}, to which ${registry.host} redirected, refuses ${what}`,
      {
        hint: `The link may have expired; run this again.${alsoPage(response)}`,
      },
    );
  }
  if (status === 404 || status === 410) {
    if (saysNoProject(complaint)) {
      return new RegistryResponseError(`${registry.host} does not have the project${said}`, {
        status,
        hint: `Check the path in --registry; ${registry.host} was asked for ${repository}.`,
      });
    }
    if (!saysAbsent(complaint) && !(await sender.provesAbsence(isPage(response)))) {
      return new RegistryResponseError(
        `${what} was answered with ${status}${said}, apparently not by a registry`,
        {
          status,
          hint: `Check the URL in --registry: https://HOST/PATH/v2/ or https://HOST/v2/PATH.${alsoPage(response)}`,
        },
      );
    }
    if (complaint?.code !== 'NAME_UNKNOWN') {
      return new NotFoundError(`there is no ${what}${said}`, {
        hint: 'Check the version; brewpull resolve NAME --history registry shows what there is.',
      });
    }
    return new NotFoundError(`${registry.host} has no repository ${repository}${said}`, {
      hint: 'Check the name.',
    });
  }
  if (status === 401 || status === 403) {
    return new UnauthorizedError(`${registry.host} does not give out ${what}${said}`, {
      hint: `Check the name; for a private repository ${howToLogIn(registry)}${alsoPage(response)}`,
      mayBeAbsent: isGhcrDenial(registry, complaint) && (await sender.isAnonymous()),
    });
  }
  if (status === 407) {
    return new UnauthorizedError(`the proxy on the way to ${url.host} requires credentials`, {
      hint: 'Give them with --proxy http://USER:PASSWORD@HOST:PORT.',
    });
  }
  const hint = isPage(response)
    ? PAGE_HINT
    : 'Check --registry; the server may not be a registry, or may be having trouble.';
  return new RegistryResponseError(`${what} was answered with ${status}${said}`, { status, hint });
}

/** Throws if a web page came instead of what was requested, such as a login page that a network redirects to. */
export function refusePage(response: FinalResponse, { what }: RefusedRequest): void {
  refusePageFrom(response.url.host, response, what);
}

/** Quotes a server's words in a message, shortened to fit. */
function quote(complaint: RegistryComplaint | undefined): string {
  if (complaint === undefined) return '';
  const words = [complaint.code, complaint.message]
    .map((text) => text.trim().slice(0, 200))
    .filter((text) => text !== '');
  return words.length === 0 ? '' : ` (${words.join(': ')})`;
}
