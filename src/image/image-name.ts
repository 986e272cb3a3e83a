import { UsageError } from '../core/errors.ts';
import { isDigest, type Digest } from '../core/digest.ts';
import { withoutCredentials } from '../core/redact.ts';
import type { NamedHost } from '../http/hosts/named-host.ts';
import { requireTls, schemeFor } from '../http/hosts/plain-http.ts';
import { isOciTag } from '../registry/reference.ts';

/** An image as a Docker user names it. */
export interface ImageName {
  /** The address of its registry's API; ends with a slash. */
  readonly registry: URL;
  readonly repository: string;
  /** What to ask for: the digest if there is one, else the tag. */
  readonly reference: string;
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
  /** The full name as containerd writes it, without the digest: `docker.io/library/hitch:1.8.0-1`. */
  readonly fullName: string;
}

/** Docker Hub's host names; its API is at the last one (docker.io itself is a web site). */
const HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const HUB_API_HOST = 'registry-1.docker.io';

/** https://github.com/distribution/reference/blob/v0.6.0/regexp.go */
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST = /^(?:[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;

/**
 * Parses `hitch`, `hitch:1.8.0-1`, `library/hitch@sha256:…`, `ghcr.io/org/name:tag`, `localhost:5000/x` and
 * `http://10.0.0.5:5000/x`. A first part with a dot or a port, or `localhost`, or after a scheme, is a host; without one it is
 * Docker Hub; without a tag or digest it is `latest`. Registries on this machine and those in `insecure` may be asked over
 * http, and are if no scheme is given; all others only over https. Throws {@link UsageError}.
 */
export function parseImageName(text: string, insecure: readonly NamedHost[] = []): ImageName {
  const [, scheme, bare = ''] = /^(?:(https?):\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  const [beforeDigest = '', digest, ...more] = bare.split('@');
  const colon = beforeDigest.lastIndexOf(':');
  const hasTag = colon > beforeDigest.lastIndexOf('/');
  const path = hasTag ? beforeDigest.slice(0, colon) : beforeDigest;
  const tag = hasTag ? beforeDigest.slice(colon + 1) : undefined;
  const { host, rest } = splitHost(path, scheme !== undefined);
  const isHub = HUB_HOSTS.has(host);
  const repository = isHub && !rest.includes('/') ? `library/${rest}` : rest;
  if (more.length > 0 || !repository.split('/').every((part) => COMPONENT.test(part))) {
    throw notAnImage(text);
  }
  if (tag !== undefined && !isOciTag(tag)) throw notAnImage(text);
  if (digest !== undefined && !isDigest(digest)) throw notAnImage(text);
  const registry = registryAt(
    isHub ? HUB_API_HOST : host,
    scheme?.toLowerCase() ?? schemeFor(host, insecure),
  );
  if (registry === undefined || (isHub && registry.protocol !== 'https:')) throw notAnImage(text);
  requireTls(registry, insecure);
  const known = digest === undefined ? (tag ?? 'latest') : tag;
  const name = `${isHub ? 'docker.io' : nameOfHost(host, registry)}/${repository}`;
  return {
    registry,
    repository,
    reference: digest ?? tag ?? 'latest',
    tag: known,
    digest,
    fullName: known === undefined ? name : `${name}:${known}`,
  };
}

function splitHost(path: string, isExplicit: boolean): { host: string; rest: string } {
  const slash = path.indexOf('/');
  const first = slash === -1 ? '' : path.slice(0, slash);
  const isHost = isExplicit || isHostName(first);
  return isHost ? { host: first, rest: path.slice(slash + 1) } : { host: 'docker.io', rest: path };
}

/** Returns whether Docker takes the first part of a name for a host. */
export function isHostName(first: string): boolean {
  return first === 'localhost' || /[.:]/.test(first);
}

function registryAt(host: string, scheme: string): URL | undefined {
  return HOST.test(host) ? (URL.parse(`${scheme}://${host}/`) ?? undefined) : undefined;
}

/** Names a host, with its port if it has no dot: `docker load` would otherwise take it for part of a name on Docker Hub. */
function nameOfHost(host: string, { protocol }: URL): string {
  if (isHostName(host)) return host;
  return `${host}:${protocol === 'http:' ? 80 : 443}`;
}

function notAnImage(text: string): UsageError {
  return new UsageError(
    `${JSON.stringify(withoutCredentials(text))} does not name a container image`,
    {
      hint: 'Write hitch:1.8.0-1, ghcr.io/org/name:tag, or name@sha256:…, in lower case.',
    },
  );
}
