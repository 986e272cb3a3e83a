import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import type { Digest } from '../../../src/core/digest.ts';
import {
  AccessControl,
  complaint,
  json,
  type Access,
  type Account,
  type TokenOptions,
} from './access.ts';
import { Repository } from './content.ts';
import {
  sendAnswer,
  type Answer,
  type Fault,
  type RegistryHost,
  type RequestMatcher,
} from './faults.ts';
import { listen, shut, urlOf } from './loopback-server.ts';
import { readSignedUrl, signBlobUrl } from './signed-urls.ts';
import { isWrite, UploadDesk, type UploadRules } from './upload-desk.ts';

/** How a registry behaves; by default like ghcr.io. */
export interface RegistryOptions extends TokenOptions {
  /** By default `token`. */
  readonly access?: Access;
  readonly account?: Account;
  /** Tags on a page; by default 100. */
  readonly pageSize?: number;
  /** `other`, the default, redirects blobs to another host, which refuses any `Authorization`. */
  readonly blobHost?: 'other' | 'same';
  /** How long a signed URL of the other host is valid. */
  readonly urlLifeMs?: number;
  /** How uploads are accepted. */
  readonly uploads?: UploadRules;
  /** Whether a request for a manifest must accept its type; by default it must. */
  readonly requireAccept?: boolean;
  /** Whether it lists the referrers of a manifest itself; ghcr.io does not. */
  readonly listsReferrers?: boolean;
}

/** One request as the registry saw it. */
export interface LoggedRequest {
  readonly host: RegistryHost;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** 0 if the connection was reset instead. */
  readonly status: number;
  /** Bytes of the body. */
  readonly sentBytes: number;
}

const NO_SUCH_PAGE: Answer = {
  status: 404,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: Buffer.from('<!DOCTYPE html><title>Page not found</title>'),
};

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** Starts a registry on loopback that behaves like ghcr.io; close it. */
export async function startRegistry(options: RegistryOptions = {}): Promise<FakeRegistry> {
  const registry = new FakeRegistry(options);
  await registry.start();
  return registry;
}

/** A real HTTP server that behaves like ghcr.io, a second one for blobs, and faults on demand. */
export class FakeRegistry implements AsyncDisposable {
  /** Every request, in the order answered. */
  readonly requests: LoggedRequest[] = [];
  readonly #options: RegistryOptions;
  readonly #access: AccessControl;
  readonly #repositories = new Map<string, Repository>();
  readonly #faults: { readonly match: RequestMatcher; readonly fault: Fault; times: number }[] = [];
  readonly #uploads: UploadDesk;
  readonly #front: Server;
  readonly #blobs: Server;

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#access = new AccessControl(options.access ?? 'token', options.account, options);
    const { listsReferrers = false } = options;
    this.#uploads = new UploadDesk({ ...options.uploads, listsReferrers });
    this.#front = createServer((request, response) => void this.#serveFront(request, response));
    this.#blobs = createServer((request, response) => void this.#serveBlobHost(request, response));
  }

  async start(): Promise<void> {
    await Promise.all([this.#front, this.#blobs].map(listen));
  }

  /** For `--registry`. */
  get url(): URL {
    return urlOf(this.#front);
  }

  /** Whether an upload is being held: see `UploadRules.holdsAt`. */
  get isHolding(): boolean {
    return this.#uploads.isHolding;
  }

  /** Continues to read the upload that is held. */
  releaseUpload(): void {
    this.#uploads.release();
  }

  /** The host that blobs are redirected to. */
  get blobUrl(): URL {
    return urlOf(this.#blobs);
  }

  putBlob(repository: string, bytes: Uint8Array): Digest {
    return this.#open(repository).putBlob(bytes);
  }

  /** Puts a manifest or index, under a reference unless that is undefined; by default the type follows from the content. */
  putManifest(
    repository: string,
    reference: string | undefined,
    content: object,
    mediaType?: string,
  ): Digest {
    const bytes =
      content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content, null, 2));
    const type = mediaType ?? ('manifests' in content ? INDEX_TYPE : MANIFEST_TYPE);
    return this.#open(repository).putManifest(reference, bytes, type);
  }

  /** Removes a reference, and the index with it. */
  deleteReference(repository: string, reference: string): void {
    const digest = this.#open(repository).tags.get(reference);
    this.#open(repository).tags.delete(reference);
    if (digest !== undefined) this.#open(repository).manifests.delete(digest);
  }

  /** Lets only the account read a repository. */
  makePrivate(repository: string): void {
    this.#open(repository).isPrivate = true;
  }

  /** Makes the next `times` requests that match go wrong; faults are used in the order in which they were added. */
  fault(match: RequestMatcher, fault: Fault, times = 1): void {
    this.#faults.push({ match, fault, times });
  }

  /** Removes all faults. */
  clearFaults(): void {
    this.#faults.length = 0;
  }

  /** Makes every token issued so far invalid. */
  expireTokens(): void {
    this.#access.expireTokens();
  }

  /** Returns the requests that match. */
  logged(match: RequestMatcher): readonly LoggedRequest[] {
    return this.requests.filter((request) => matches(match, request));
  }

  /** Returns how many bytes were sent in answer to requests that match. */
  sentBytes(match: RequestMatcher): number {
    return this.logged(match).reduce((sum, request) => sum + request.sentBytes, 0);
  }

  async close(): Promise<void> {
    await Promise.all([this.#front, this.#blobs].map(shut));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #open(name: string): Repository {
    const repository = this.#repositories.get(name) ?? new Repository();
    this.#repositories.set(name, repository);
    return repository;
  }

  async #serveFront(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const isToken = url.pathname === '/token';
    const answer = isToken
      ? await this.#answerToken(request, url)
      : isWrite(request)
        ? await this.#answerWrite(request, url)
        : this.#answerApi(request, url);
    await this.#finish(isToken ? 'token' : 'registry', request, response, answer);
  }

  async #serveBlobHost(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.#finish('blobs', request, response, this.#answerSigned(request));
  }

  async #finish(
    host: RegistryHost,
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
  ): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    const seen = { host, method, path };
    const next = this.#faults.find((each) => each.times > 0 && matches(each.match, seen));
    if (next !== undefined) next.times -= 1;
    const entry = { ...seen, headers, status: 0, sentBytes: 0 };
    this.requests.push(entry);
    Object.assign(entry, await sendAnswer(request, response, answer, next?.fault ?? {}));
  }

  async #answerToken(request: IncomingMessage, url: URL): Promise<Answer> {
    const isPost = request.method === 'POST';
    const parameters = isPost ? new URLSearchParams(await text(request)) : url.searchParams;
    return this.#access.answerToken(request.headers.authorization, parameters, (name) =>
      this.#repositories.get(name),
    );
  }

  async #answerWrite(request: IncomingMessage, url: URL): Promise<Answer> {
    const [, name = ''] = /^\/v2\/(.+?)\/(?:manifests|blobs)\//.exec(url.pathname) ?? [];
    const { authorization } = request.headers;
    const known = this.#repositories.get(name);
    const tokenServer = new URL('token', this.url);
    const refusal = this.#access.refuse(authorization, name, known, tokenServer, true);
    return refusal ?? this.#uploads.answer(request, url, name, () => this.#open(name));
  }

  #answerApi(request: IncomingMessage, url: URL): Answer {
    const [, name = '', kind = '', rest = ''] =
      /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/([^/]+)$/.exec(
        decodeURIComponent(url.pathname),
      ) ?? [];
    // Only what is below /v2/ belongs to the registry; GitHub has a page for the rest.
    if (!url.pathname.startsWith('/v2/')) return NO_SUCH_PAGE;
    const repository = this.#repositories.get(name);
    const { authorization, accept = '' } = request.headers;
    const refusal = this.#access.refuse(
      authorization,
      name === '' ? 'user/image' : name,
      repository,
      new URL('token', this.url),
    );
    if (refusal !== undefined) return refusal;
    if (url.pathname === '/v2/') return json(200, {});
    const isUnknown = kind === 'referrers' && this.#options.listsReferrers !== true;
    if (kind === '' || isUnknown) return complaint(404, 'UNSUPPORTED', 'page not found');
    if (kind === 'referrers') return answerReferrers(repository, rest);
    if (repository === undefined) {
      return complaint(404, 'NAME_UNKNOWN', 'repository name not known to registry');
    }
    if (kind === 'manifests') return this.#answerManifest(repository, rest, accept);
    if (kind === 'tags') return this.#answerTags(name, repository, url);
    return this.#answerBlob(name, repository, rest);
  }

  #answerManifest(repository: Repository, reference: string, accept: string): Answer {
    const manifest = repository.findManifest(reference);
    if (manifest === undefined) return complaint(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
    const { mediaType, digest, bytes } = manifest;
    if ((this.#options.requireAccept ?? true) && !accept.includes(mediaType)) {
      const kind = mediaType === INDEX_TYPE ? 'index' : 'manifest';
      const message = `OCI ${kind} found, but Accept header does not support OCI ${kind === 'index' ? 'indexes' : 'manifests'}`;
      return complaint(404, 'MANIFEST_UNKNOWN', message);
    }
    const headers = { 'content-type': mediaType, 'docker-content-digest': digest };
    return { status: 200, headers, body: bytes };
  }

  #answerTags(name: string, repository: Repository, url: URL): Answer {
    const all = [...repository.tags.keys()];
    const last = url.searchParams.get('last');
    const asked = Number(url.searchParams.get('n') ?? 0);
    // ghcr.io writes n=0 into its links, where it means the usual size.
    const size = asked > 0 ? asked : (this.#options.pageSize ?? 100);
    const start = last === null ? 0 : all.indexOf(last) + 1;
    const tags = all.slice(start, start + size);
    const end = tags.at(-1);
    const isMore = end !== undefined && start + size < all.length;
    const link = `</v2/${name}/tags/list?last=${encodeURIComponent(end ?? '')}&n=${asked}>; rel="next"`;
    return json(200, { name, tags }, isMore ? { link } : {});
  }

  #answerBlob(name: string, repository: Repository, digest: string): Answer {
    const bytes = repository.blobs.get(digest);
    if (bytes === undefined) return complaint(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
    if (this.#options.blobHost === 'same') return blobAnswer(bytes);
    const endsAt = Date.now() + (this.#options.urlLifeMs ?? 300_000);
    const target = signBlobUrl(this.blobUrl, name, digest, endsAt);
    return { status: 307, headers: { location: target.href }, body: Buffer.alloc(0) };
  }

  #answerSigned({ headers, url: path = '/' }: IncomingMessage): Answer {
    if (headers.authorization !== undefined) {
      return xml(400, 'InvalidAuthenticationInfo');
    }
    const asked = readSignedUrl(new URL(path, this.blobUrl), Date.now());
    if (asked === undefined) return xml(403, 'AuthenticationFailed');
    const bytes = this.#repositories.get(asked.repository)?.blobs.get(asked.digest);
    return bytes === undefined ? xml(404, 'BlobNotFound') : blobAnswer(bytes);
  }
}

function matches(
  { host, method, path }: RequestMatcher,
  request: { readonly host: RegistryHost; readonly method: string; readonly path: string },
): boolean {
  if (host !== undefined && host !== request.host) return false;
  if (method !== undefined && method !== request.method) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? request.path.includes(path) : path.test(request.path);
}

function answerReferrers(repository: Repository | undefined, subject: string): Answer {
  const manifests = repository?.referrersOf(subject) ?? [];
  return json(
    200,
    { schemaVersion: 2, mediaType: INDEX_TYPE, manifests },
    { 'content-type': INDEX_TYPE },
  );
}

function blobAnswer(body: Uint8Array): Answer {
  const headers = { 'content-type': 'application/octet-stream' };
  return { status: 200, headers, body, isRanged: true };
}

function xml(status: number, code: string): Answer {
  const body = Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
