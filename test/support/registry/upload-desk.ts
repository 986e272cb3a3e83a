import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { complaint } from './access.ts';
import type { Repository } from './content.ts';
import type { Answer } from './faults.ts';

/** How a registry accepts uploads; by default as distribution does. */
export interface UploadRules {
  /** Accepts an index without looking for the manifests it names. */
  readonly takesAnyIndex?: boolean;
  /** Larger requests are refused with 413, as by a proxy in front. */
  readonly maxBodyBytes?: number;
  /** Names this digest for whatever was uploaded. */
  readonly saysDigest?: string;
  /** Keeps what came before a connection broke, and says how much that is; distribution does neither. */
  readonly keepsBroken?: boolean;
  /** Reads this many bytes of the first upload that has them and then no more until it is released. */
  readonly holdsAt?: number;
  /** Lists what refers to a manifest, and says so for each that does. */
  readonly listsReferrers?: boolean;
}

/** Returns whether a request is part of a push. */
export function isWrite({ method = '', url = '' }: IncomingMessage): boolean {
  return ['POST', 'PUT', 'PATCH'].includes(method) || /\/blobs\/uploads\/\d/.test(url);
}

/** Accepts uploads: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#push. */
export class UploadDesk {
  readonly #rules: UploadRules;
  readonly #sessions = new Map<string, Buffer>();
  #count = 0;
  #hasHeld = false;

  constructor(rules: UploadRules) {
    this.#rules = rules;
  }

  /** Answers a request that may push; reads its body to the end. */
  async answer(
    request: IncomingMessage,
    url: URL,
    name: string,
    open: () => Repository,
  ): Promise<Answer> {
    const body = await this.#take(request, url);
    if (body === undefined) return complaint(400, 'BLOB_UPLOAD_INVALID', 'broken off');
    const { maxBodyBytes = Number.POSITIVE_INFINITY, saysDigest } = this.#rules;
    if (body.length > maxBodyBytes) return complaint(413, 'SIZE_INVALID', 'too large');
    const { method = '' } = request;
    const [, reference = ''] = /\/manifests\/([^/]+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const type = request.headers['content-type'] ?? '';
    if (reference !== '' && method === 'PUT')
      return this.#putManifest(open(), reference, body, type);
    if (method === 'POST' && url.pathname.endsWith('/blobs/uploads/')) {
      this.#count += 1;
      this.#sessions.set(String(this.#count), Buffer.alloc(0));
      return accepted(name, String(this.#count), 0);
    }
    const [, id = ''] = /\/blobs\/uploads\/(\d+)$/.exec(url.pathname) ?? [];
    const before = this.#sessions.get(id);
    if (method === 'GET') {
      if (before === undefined) return complaint(404, 'BLOB_UPLOAD_UNKNOWN', 'no such upload');
      return { ...accepted(name, id, before.length), status: 204 };
    }
    // The state must come back as it was given, percent signs and all.
    if (before === undefined || !url.search.includes(`_state=a%2Fb~${before.length}`)) {
      return complaint(404, 'BLOB_UPLOAD_UNKNOWN', 'no such upload');
    }
    const all = Buffer.concat([before, body]);
    if (method === 'PATCH') {
      if (request.headers['content-range'] !== `${before.length}-${all.length - 1}`) {
        return complaint(416, 'BLOB_UPLOAD_INVALID', 'out of order');
      }
      this.#sessions.set(id, all);
      return accepted(name, id, all.length);
    }
    this.#sessions.delete(id);
    const digest = digestOfBytes(all);
    if (url.searchParams.get('digest') !== digest) {
      return complaint(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
    }
    open().putBlob(all);
    return created(saysDigest ?? digest);
  }

  /** Whether an upload is being held: see {@link UploadRules.holdsAt}. */
  isHolding = false;
  /** Continues to read what was held. */
  release: () => void = () => undefined;

  /** Reads a body; returns undefined for one that breaks off, whose session may keep what came before. */
  async #take(request: IncomingMessage, url: URL): Promise<Buffer | undefined> {
    const { holdsAt = Number.POSITIVE_INFINITY, keepsBroken } = this.#rules;
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of request) {
        chunks.push(Buffer.from(chunk));
        size += chunks.at(-1)?.length ?? 0;
        if (size < holdsAt || this.#hasHeld) continue;
        this.#hasHeld = true;
        this.isHolding = true;
        await new Promise<void>((resolve) => (this.release = resolve));
      }
      return Buffer.concat(chunks);
    } catch {
      const [, id = ''] = /\/blobs\/uploads\/(\d+)$/.exec(url.pathname) ?? [];
      const before = this.#sessions.get(id);
      if (keepsBroken === true && before !== undefined) {
        this.#sessions.set(id, Buffer.concat([before, ...chunks]));
      }
      return undefined;
    } finally {
      this.isHolding = false;
    }
  }

  #putManifest(repository: Repository, reference: string, body: Buffer, type: string): Answer {
    const json: unknown = JSON.parse(body.toString('utf8'));
    const missing = namedBy(json).find(({ kind, digest }) =>
      kind === 'manifest'
        ? this.#rules.takesAnyIndex !== true && !repository.manifests.has(digest)
        : !repository.blobs.has(digest),
    );
    if (missing !== undefined) {
      return complaint(400, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry');
    }
    const digest = digestOfBytes(body);
    if (reference.includes(':') && reference !== digest) {
      return complaint(400, 'DIGEST_INVALID', 'manifest digest mismatch');
    }
    repository.putManifest(reference.includes(':') ? undefined : reference, body, type);
    const answer = created(this.#rules.saysDigest ?? digest);
    const subject: unknown = Reflect.get(Object(Reflect.get(Object(json), 'subject')), 'digest');
    if (this.#rules.listsReferrers !== true || typeof subject !== 'string') return answer;
    return { ...answer, headers: { ...answer.headers, 'oci-subject': subject } };
  }
}

function namedBy(json: unknown): { readonly kind: 'manifest' | 'blob'; readonly digest: string }[] {
  const read = (value: unknown): string => String(Reflect.get(Object(value), 'digest'));
  const list = (name: string): unknown[] => {
    const value: unknown = Reflect.get(Object(json), name);
    return Array.isArray(value) ? value : [];
  };
  const config: unknown = Reflect.get(Object(json), 'config');
  return [
    ...list('manifests').map((each) => ({ kind: 'manifest' as const, digest: read(each) })),
    ...list('layers').map((each) => ({ kind: 'blob' as const, digest: read(each) })),
    ...(config === undefined ? [] : [{ kind: 'blob' as const, digest: read(config) }]),
  ];
}

function digestOfBytes(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function accepted(name: string, id: string, size: number): Answer {
  const location = `/v2/${name}/blobs/uploads/${id}?_state=a%2Fb~${size}`;
  return {
    status: 202,
    headers: { location, range: `0-${Math.max(0, size - 1)}` },
    body: Buffer.alloc(0),
  };
}

function created(digest: string): Answer {
  return { status: 201, headers: { 'docker-content-digest': digest }, body: Buffer.alloc(0) };
}
