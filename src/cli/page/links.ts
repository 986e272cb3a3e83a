import { CORE_TAP } from '../../core/formula-key.ts';
import { html, type Html } from '../../core/page/html.ts';
import { defaultRemote, repositoryOfTap } from '../../history/tap/default-remote.ts';
import { defaultRootUrl, GHCR_ORIGIN, parseRootUrl, repositoryOf } from '../../registry/address.ts';

/**
 * Shows the day of a commit with a link to it on GitHub, where the name of the tap says it is; without a link if its oid is not
 * known.
 */
export function linkDay(
  tap: string,
  { oid, date }: { readonly oid: string | undefined; readonly date: string | undefined },
): Html {
  const day = date?.slice(0, 10) ?? '';
  if (oid === undefined || day === '') return html`${day}`;
  return html`<a href="${defaultRemote(tap)}/commit/${oid}">${day}</a>`;
}

/** What decides which page shows the package of a bottle. */
export interface PackageFacts {
  readonly tap: string;
  /** As the bottle block has it; undefined if it has none. */
  readonly rootUrl: string | undefined;
  /** The formula's name when the bottle was built. */
  readonly name: string;
}

/**
 * Returns the page of a bottle's package on GitHub. It is below the tap's repository, because GitHub connects a package with the
 * repository that its manifest names, as brew's manifests do (`org.opencontainers.image.source`). Undefined if that is not
 * certain: for registries other than ghcr.io, for a folder of another tap, and if a bottle block outside homebrew/core has no
 * root URL.
 */
export function packageUrl({ tap, rootUrl, name }: PackageFacts): string | undefined {
  if (rootUrl === undefined && tap !== CORE_TAP) return undefined;
  const own = parseRootUrl(defaultRootUrl(tap));
  const root = rootUrl === undefined ? own : parseRootUrl(rootUrl);
  if (root?.registry.origin !== GHCR_ORIGIN || root.prefix !== own?.prefix) return undefined;
  const [, ...parts] = repositoryOf(root, name).split('/');
  const id = encodeURIComponent(parts.join('/'));
  return `https://github.com/${repositoryOfTap(tap)}/pkgs/container/${id}`;
}
