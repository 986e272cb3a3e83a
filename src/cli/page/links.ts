import { CORE_TAP } from '../../core/formula-key.ts';
import { html, type Html } from '../../core/page/html.ts';
import { defaultRemote, repositoryOfTap } from '../../history/tap/default-remote.ts';
import { defaultRootUrl, GHCR_ORIGIN, parseRootUrl, repositoryOf } from '../../registry/address.ts';

/** Shows the day of a commit, with a link to it at GitHub, where the name of a tap says that it is; without one where its oid is not known. */
export function linkDay(
  tap: string,
  { oid, date }: { readonly oid: string | undefined; readonly date: string | undefined },
): Html {
  const day = date?.slice(0, 10) ?? '';
  if (oid === undefined || day === '') return html`${day}`;
  return html`<a href="${defaultRemote(tap)}/commit/${oid}">${day}</a>`;
}

/** What decides where a person can see the package of a bottle. */
export interface PackageFacts {
  readonly tap: string;
  /** As the bottle block writes it; undefined when it says nothing. */
  readonly rootUrl: string | undefined;
  /** The formula's name when the bottle was built. */
  readonly name: string;
}

/**
 * Gives the page of a bottle's package at GitHub: below the tap's repository, with which GitHub connects a package whose manifest
 * names it, as those do that brew writes (`org.opencontainers.image.source`). Undefined where that is not sure: for other registries
 * than ghcr.io, for a folder of another tap, and where a bottle block of another tap than homebrew/core does not say where it is.
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
