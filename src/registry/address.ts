import { UsageError } from '../core/errors.ts';
import { withoutCredentials, withoutPassword } from '../core/redact.ts';
import type { NamedHost } from '../http/hosts/named-host.ts';
import { requireTls, schemeFor } from '../http/hosts/plain-http.ts';

/** Where the images of a tap are: a registry, and the prefix of their names. */
export interface RegistryRoot {
  /** Ends with a slash; the API is below it at `v2/`. Never contains credentials. */
  readonly registry: URL;
  /** Repository components joined by `/`, e.g. `homebrew/core`; empty if there are none. */
  readonly prefix: string;
  /** Whether the path was written without `v2`, so that the API may also be below it; `ApiPlaces` finds out. */
  readonly isOpen?: true;
}

/** The registry Homebrew publishes to. Includes the scheme: anything special to it is never done without TLS. */
export const GHCR_ORIGIN = 'https://ghcr.io';

const GHCR_REGISTRY = `${GHCR_ORIGIN}/`;

/**
 * Returns the image name for a formula's short name: `openssl@3` is `openssl/3`, `gtk+` is `gtkx` (`image_formula_name`,
 * Library/Homebrew/github_packages.rb:130-137 at aad366ffaf).
 */
export function imageName(formula: string): string {
  return formula.replaceAll('@', '/').replaceAll('+', 'x');
}

/** Returns the repository of a formula's images under a root. */
export function repositoryOf(root: RegistryRoot, formula: string): string {
  return joinComponents(root.prefix, imageName(formula));
}

/**
 * Returns the root URL Homebrew publishes a tap `user/homebrew-tap` under: the owner in lower case, the repository without
 * `homebrew-` (`root_url`, Library/Homebrew/github_packages.rb:112-117 at aad366ffaf). `homebrew/core` works as well. Throws
 * {@link UsageError} if the name is not two words separated by a slash.
 */
export function defaultRootUrl(tap: string): string {
  const [owner = '', repository = '', ...rest] = tap.split('/');
  if (!/^[\w-]+$/.test(owner) || !/^[\w-]+$/.test(repository) || rest.length > 0) {
    throw new UsageError(
      `${JSON.stringify(withoutPassword(tap))} is not a tap, which is written user/tap`,
    );
  }
  return `${GHCR_REGISTRY}v2/${owner.toLowerCase()}/${withoutTapPrefix(repository).toLowerCase()}`;
}

/**
 * Parses the root URL of a bottle block: `https://ghcr.io/v2/ORG/REPO`, `docker://ghcr.io/ORG/REPO`, or another host with `/v2/`
 * in the path. On ghcr.io a deeper path is dropped, as brew does (`root_url_if_match`,
 * Library/Homebrew/github_packages.rb:120-127 at aad366ffaf). Returns undefined for a plain file host.
 */
export function parseRootUrl(rootUrl: string): RegistryRoot | undefined {
  const url = URL.parse(rootUrl.trim());
  if (url === null || url.host === '') return undefined;
  const isDocker = url.protocol === 'docker:';
  if (!isDocker && url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // The URL parser keeps the case of a host only in schemes it does not know.
  const host = url.host.toLowerCase();
  if (`https://${host}` === GHCR_ORIGIN)
    return ghcrRoot(isDocker ? `/v2${url.pathname}` : url.pathname);
  if (!isDocker) return splitAtV2(url);
  const registry = URL.parse(`https://${host}/`);
  return registry === null ? undefined : rootAt(registry, componentsOf(url.pathname));
}

/**
 * Parses the value of `--registry`: an origin replaces ghcr.io (`http://127.0.0.1:5000`). The path after `v2` becomes a prefix of
 * the repository names on ghcr.io (`https://mirror.example/v2/some/prefix`), and the path before it leads to the API; a path
 * without `v2` is taken as a prefix and marked open. `insecure` lists hosts that may be reached without TLS. Throws
 * {@link UsageError}.
 */
export function parseRegistryOverride(
  text: string,
  insecure: readonly NamedHost[] = [],
): RegistryRoot {
  const [host = ''] = text.split('/', 1);
  const url = URL.parse(text.includes('://') ? text : `${schemeFor(host, insecure)}://${text}`);
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === null || !isHttp || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      `${JSON.stringify(withoutCredentials(text))} is not the URL of a registry`,
      {
        hint: 'Write https://HOST or https://HOST/v2/PREFIX.',
      },
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(`the URL of the registry ${url.host} contains credentials`, {
      hint: `Leave them out and run: docker login ${url.host}`,
    });
  }
  requireTls(url, insecure);
  const root = splitAtV2(url) ?? openRoot(url);
  if (root === undefined) {
    // The path is not shown: if a password contains `/`, the path holds the rest of it.
    throw new UsageError(
      `the path in the URL of the registry ${url.hostname} cannot come before the name of a repository`,
    );
  }
  if (root.prefix !== root.prefix.toLowerCase()) {
    const below = root.isOpen === true ? `, or ${root.registry.href}${root.prefix}/v2/` : '';
    throw new UsageError(`${root.prefix} has capital letters, and names in registries have none`, {
      hint: `Write ${formatRootUrl({ ...root, prefix: root.prefix.toLowerCase() })}${below}`,
    });
  }
  return root;
}

/** Replaces ghcr.io with the registry that the user named; any other root stays. */
export function overrideRoot(root: RegistryRoot, override: RegistryRoot | undefined): RegistryRoot {
  if (override === undefined || root.registry.href !== GHCR_REGISTRY) return root;
  return { registry: override.registry, prefix: joinComponents(override.prefix, root.prefix) };
}

/**
 * Returns the name under which a repository behind an override was published; bundles and mirrors use that name. A repository in
 * another registry keeps its name.
 */
export function publishedRepository(
  { registry, repository }: { readonly registry: URL; readonly repository: string },
  override: RegistryRoot | undefined,
): string {
  const isOther = override === undefined || override.registry.href !== registry.href;
  const prefix = isOther || override.prefix === '' ? '' : `${override.prefix}/`;
  return repository.startsWith(prefix) ? repository.slice(prefix.length) : repository;
}

/** Formats a root as brew writes a root URL; {@link parseRootUrl} reads it back. */
export function formatRootUrl(root: RegistryRoot): string {
  return `${root.registry.href}v2/${root.prefix}`;
}

/**
 * Returns whether a text can be the name of a repository. Wider than the specification in one respect: upper case is allowed,
 * because brew keeps the case of a tap's repository.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
 */
export function isRepositoryName(text: string): boolean {
  return text.split('/').every((part) => /^\w[\w.-]*$/.test(part));
}

function ghcrRoot(path: string): RegistryRoot | undefined {
  const [, owner, repository] = /^\/v2\/([\w-]+)\/([\w-]+)(?:\/|$)/.exec(path) ?? [];
  if (owner === undefined || repository === undefined) return undefined;
  return {
    registry: new URL(GHCR_REGISTRY),
    prefix: `${owner}/${withoutTapPrefix(repository)}`.toLowerCase(),
  };
}

function splitAtV2(url: URL): RegistryRoot | undefined {
  // Artifactory and Nexus put the whole API under their own path, so `v2` may be deeper.
  const parts = componentsOf(url.pathname);
  const at = parts.indexOf('v2');
  if (at < 0) return undefined;
  const base = parts.slice(0, at).map((part) => `${part}/`);
  return rootAt(new URL(`/${base.join('')}`, url), parts.slice(at + 1));
}

function openRoot(url: URL): RegistryRoot | undefined {
  const root = rootAt(new URL('/', url), componentsOf(url.pathname));
  return root === undefined || root.prefix === '' ? root : { ...root, isOpen: true };
}

function rootAt(registry: URL, components: readonly string[]): RegistryRoot | undefined {
  const prefix = components.join('/');
  if (prefix !== '' && !isRepositoryName(prefix)) return undefined;
  const base = new URL(registry.href);
  base.username = '';
  base.password = '';
  base.search = '';
  base.hash = '';
  return { registry: base, prefix };
}

function componentsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

function joinComponents(prefix: string, name: string): string {
  return prefix === '' ? name : name === '' ? prefix : `${prefix}/${name}`;
}

function withoutTapPrefix(repository: string): string {
  return repository.replace(/^homebrew-/, '');
}
