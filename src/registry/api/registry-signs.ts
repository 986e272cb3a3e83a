import { parseChallenges } from '../../http/challenge.ts';
import { sendFollowingRedirects, type FinalResponse } from '../../http/redirect.ts';
import { sendWithRetries, type RetryTools } from '../../http/retry.ts';
import type { HttpTransport } from '../../http/transport/exchange.ts';
import { readBody } from '../../http/transport/body.ts';
import { isPage } from '../../http/web-page.ts';
import { isGreeting, readComplaints } from '../documents/replies-schema.ts';

/** The tools that asking needs. */
export interface SignTools extends RetryTools {
  readonly transport: HttpTransport;
}

const BODY_BYTES = 64 * 1024;

/** Finds out whether a server is a registry. Each question is asked once a run; one that failed may be asked again. */
export class RegistrySigns {
  readonly #tools: SignTools;
  readonly #answers = new Map<string, Promise<boolean>>();

  constructor(tools: SignTools) {
    this.#tools = tools;
  }

  /**
   * Requests `v2/` below a URL, without credentials, and returns whether a registry answered:
   * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#determining-support. Throws what the network throws,
   * and `RegistryResponseError` or `RateLimitedError` if a server in trouble leaves it open.
   */
  isRegistry(base: URL): Promise<boolean> {
    const url = new URL('v2/', base);
    return this.once(url.href, async () => {
      const what = `${url.host}${url.pathname}`;
      const request = { method: 'GET', url, headers: {}, signal: this.#tools.signal } as const;
      const response = await sendWithRetries(what, this.#tools, () =>
        sendFollowingRedirects(this.#tools.transport, request, this.#tools.onEvent),
      );
      return answersAsRegistry(response, what);
    });
  }

  /** Returns the answer to a question asked before in this run, or asks it. */
  async once(question: string, ask: () => Promise<boolean>): Promise<boolean> {
    const asked = this.#answers.get(question) ?? ask();
    this.#answers.set(question, asked);
    try {
      return await asked;
    } catch (error) {
      this.#answers.delete(question);
      throw error;
    }
  }
}

/**
 * A registry identifies itself in a header, greets with an empty object, or refuses in a registry's words. A password challenge
 * alone is not enough: the web pages of a company may ask for one everywhere.
 */
async function answersAsRegistry(response: FinalResponse, what: string): Promise<boolean> {
  const { status, headers } = response;
  if (isPage(response) || ![200, 401, 403].includes(status)) {
    response.discard();
    return false;
  }
  const body = await readBody(response, BODY_BYTES, what).catch(() => new Uint8Array());
  if (headers.has('docker-distribution-api-version')) return true;
  if (status === 200) return isGreeting(body);
  const isBearer = parseChallenges(headers.get('www-authenticate')).some(
    ({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'),
  );
  return isBearer || readComplaints(body).some(({ code }) => code !== '');
}
