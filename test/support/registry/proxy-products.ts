import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

import type { FakeRegistry } from './fake-registry.ts';
import { listen, shut, urlOf } from './loopback-server.ts';

/** What a stand-in answers by itself. */
interface OwnAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request to the registry behind a stand-in. */
interface Passed {
  /** Where the product has the registry: `/repository/ghcr`. */
  readonly mount: string;
  /** What is asked there, from `/v2/` on. */
  readonly path: string;
}

/** How a product answers. Paths and 404s are as documented or as people quote them; what is unknown is no kinder than that. */
export interface Product {
  /** Reads a path: a request to the registry behind, or an answer of the product itself. */
  readonly route: (path: string) => Passed | OwnAnswer;
  /** Replaces a 404 of the registry behind. */
  readonly missing?: OwnAnswer;
  readonly challenge: string;
}

/** One request as a stand-in saw it. */
export interface ProductRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly status: number;
}

const HTML = { 'content-type': 'text/html;charset=utf-8' };
const JSON_TYPE = { 'content-type': 'application/json' };
const REGISTRY = { 'docker-distribution-api-version': 'registry/2.0' };

function errors(status: number, error: object): OwnAnswer {
  return { status, headers: JSON_TYPE, body: JSON.stringify({ errors: [error] }) };
}

/** What Artifactory answers below its own path: a status where registries have a code. */
const ARTIFACTORY_MISSING = errors(404, { status: 404, message: 'Not Found' });

/**
 * The repository path method (`HOST/REPOKEY/image`), the API's own path, `/artifactory/api/docker/REPOKEY/v2/`, and the files of
 * a repository that is not a registry. Everything else is the page of its user interface, or a status in JSON below
 * `/artifactory/`.
 */
export const ARTIFACTORY: Product = {
  route: (path) => {
    const api = /^(\/artifactory\/api\/docker\/ghcr)(\/v2\/.*)$/.exec(path);
    if (api !== null) return { mount: api[1] ?? '', path: api[2] ?? '' };
    // As brew's own page sets it up: a repository for any files, with ghcr.io as its source. Folders have no answer there.
    const plain = /^(\/artifactory\/homebrew)(\/v2\/.+)$/.exec(path);
    if (plain !== null) return { mount: plain[1] ?? '', path: plain[2] ?? '' };
    if (path === '/v2/') return { mount: '', path };
    const named = /^\/v2\/ghcr(\/.*)$/.exec(path);
    if (named !== null) return { mount: '', path: `/v2${named[1] ?? ''}` };
    if (path.startsWith('/artifactory/') || path.startsWith('/v2/')) return ARTIFACTORY_MISSING;
    return { status: 200, headers: HTML, body: '<html><title>JFrog</title>' };
  },
  missing: errors(404, {
    code: 'MANIFEST_UNKNOWN',
    message: 'The named manifest is not known to the registry.',
  }),
  challenge: 'Basic realm="Artifactory Realm"',
};

const NEXUS_PAGE: OwnAnswer = {
  status: 404,
  headers: HTML,
  body: '<!DOCTYPE html><html><title>404 - Sonatype Nexus Repository</title>',
};

/** A repository below `/repository/NAME/v2/`, and nothing at `/v2/`: every other path is a page that says 404. */
export const NEXUS: Product = {
  route: (path) => {
    const [, mount, rest] = /^(\/repository\/ghcr)(\/v2\/.*)$/.exec(path) ?? [];
    return mount === undefined || rest === undefined ? NEXUS_PAGE : { mount, path: rest };
  },
  challenge: 'Basic realm="Sonatype Nexus Repository Manager"',
};

/** Projects are the first part of names; every path outside the API is the page of the portal, with 200. */
export const HARBOR: Product = {
  route: (path) => {
    if (path === '/v2/') return { mount: '', path };
    const [, rest] = /^\/v2\/ghcr(\/.*)$/.exec(path) ?? [];
    if (rest !== undefined) return { mount: '', path: `/v2${rest}` };
    if (path.startsWith('/v2/')) {
      return errors(404, { code: 'NOT_FOUND', message: 'project typo not found' });
    }
    return { status: 200, headers: HTML, body: '<!doctype html><html><title>Harbor</title>' };
  },
  missing: errors(404, { code: 'NOT_FOUND', message: 'artifact homebrew/core not found' }),
  challenge: 'Basic realm="harbor"',
};

/** Starts a stand-in in front of a registry, which is best `open` with blobs on the same host; dispose of it. */
export async function startProduct(
  product: Product,
  upstream: FakeRegistry,
  login?: { readonly username: string; readonly password: string },
): Promise<ProxyProduct> {
  const front = new ProxyProduct(product, upstream, login);
  await front.start();
  return front;
}

/** A server that passes requests for one repository on, and answers all others itself. */
export class ProxyProduct implements AsyncDisposable {
  readonly requests: ProductRequest[] = [];
  readonly #product: Product;
  readonly #upstream: FakeRegistry;
  readonly #authorization: string | undefined;
  readonly #server: Server;

  constructor(
    product: Product,
    upstream: FakeRegistry,
    login: { readonly username: string; readonly password: string } | undefined,
  ) {
    this.#product = product;
    this.#upstream = upstream;
    const pair = login && Buffer.from(`${login.username}:${login.password}`).toString('base64');
    this.#authorization = pair && `Basic ${pair}`;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  get url(): URL {
    return urlOf(this.#server);
  }

  start(): Promise<void> {
    return listen(this.#server);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return shut(this.#server);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const routed = this.#product.route(url);
    const answer = 'status' in routed ? routed : await this.#pass(request, routed);
    const { authorization } = headers;
    this.requests.push({ method, path: url, authorization, status: answer.status });
    response.writeHead(answer.status, answer.headers);
    response.end(method === 'HEAD' ? undefined : answer.body);
  }

  async #pass(
    request: IncomingMessage,
    { mount, path }: Passed,
  ): Promise<Omit<OwnAnswer, 'body'> & { readonly body: Buffer | string }> {
    const { method = 'GET', headers } = request;
    const { challenge, missing } = this.#product;
    if (this.#authorization !== undefined && headers.authorization !== this.#authorization) {
      const refusal = errors(401, { code: 'UNAUTHORIZED', message: 'authentication required' });
      return {
        ...refusal,
        headers: { ...JSON_TYPE, ...REGISTRY, 'www-authenticate': challenge },
      };
    }
    const sent = ['accept', 'range', 'content-type'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    });
    const body = await buffer(request);
    const answer = await fetch(new URL(path, this.#upstream.url), {
      method,
      headers: Object.fromEntries(sent),
      ...(body.length === 0 ? {} : { body }),
    });
    if (answer.status === 404 && missing !== undefined) return missing;
    const kept = [...answer.headers].filter(
      ([name]) => !/^(?:connection|date|keep-|tr)/.test(name),
    );
    const own = { ...Object.fromEntries(kept), ...REGISTRY };
    const location = answer.headers.get('location');
    const led = location === null ? {} : { location: `${mount}${withoutOrigin(location)}` };
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, headers: { ...own, ...led }, body: bytes };
  }
}

function withoutOrigin(location: string): string {
  return location.replace(/^https?:\/\/[^/]+/, '');
}
