import { isLoopback } from '../../http/hosts/loopback.ts';

/** The key docker writes for Docker Hub: the URL of an older API. */
const HUB_KEY = 'https://index.docker.io/v1/';
const HUB = 'docker.io';
const HUB_HOSTS = new Set([HUB, 'index.docker.io', 'registry-1.docker.io']);

/** A key of a docker configuration. */
interface DockerKey {
  /** Undefined if the key names none, as most do not. */
  readonly protocol: string | undefined;
  /** In lower case, with the port unless it is the scheme's default; all hosts of Docker Hub count as one. */
  readonly host: string;
  /** Repository components; empty for a whole registry. */
  readonly path: readonly string[];
}

/**
 * Returns the keys that apply to a repository, the most specific first: `host`, `host:port`, `host/a/b` as podman and skopeo
 * write them (containers-auth.json(5)), `https://host` and `https://host/v1/` as docker does, which only looks at the host of a
 * URL. A registry without TLS is matched only by a key that says `http://`, unless it is on this machine.
 */
export function matchingKeys(
  keys: readonly string[],
  registry: URL,
  repository: string,
): readonly string[] {
  const host = hostOf(registry);
  const parts = componentsOf(repository);
  return keys
    .flatMap((key) => {
      const parsed = parseKey(key, registry.protocol);
      if (parsed === undefined || parsed.host !== host) return [];
      if (!isForScheme(parsed.protocol, registry)) return [];
      if (!parsed.path.every((part, at) => parts[at] === part)) return [];
      return [{ key, length: parsed.path.length, isBare: parsed.protocol === undefined }];
    })
    .toSorted((a, b) => b.length - a.length || Number(b.isBare) - Number(a.isBare))
    .map(({ key }) => key);
}

/** Returns the key that docker itself would write, or undefined for a registry without TLS that is not on this machine. */
export function usualKey(registry: URL): string | undefined {
  if (!isForScheme(undefined, registry)) return undefined;
  return hostOf(registry) === HUB ? HUB_KEY : registry.host;
}

function isForScheme(protocol: string | undefined, registry: URL): boolean {
  if (protocol !== undefined) return protocol === registry.protocol;
  return registry.protocol === 'https:' || isLoopback(registry);
}

function parseKey(key: string, usualProtocol: string): DockerKey | undefined {
  const [, scheme, rest = ''] = /^(?:(https?):\/\/)?(.*)$/is.exec(key) ?? [];
  const protocol = scheme === undefined ? undefined : `${scheme.toLowerCase()}:`;
  const [host = ''] = rest.split('/', 1);
  const url = URL.parse(`${protocol ?? usualProtocol}//${host}`);
  if (url === null || host === '') return undefined;
  const path = componentsOf(rest.slice(host.length));
  // The path of a URL belongs to the API, not to a repository.
  const isApi = protocol !== undefined || (path.length === 1 && /^v[12]$/.test(path[0] ?? ''));
  return { protocol, host: hostOf(url), path: isApi ? [] : path };
}

function hostOf({ host }: URL): string {
  return HUB_HOSTS.has(host) ? HUB : host;
}

function componentsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}
