import { flatUrlName, type BottleName } from '../../core/bottle-name.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import { withoutCredentials } from '../../core/redact.ts';
import { CORE_TAP } from '../../history/tap/formula-ref.ts';
import {
  defaultRootUrl,
  formatRootUrl,
  overrideRoot,
  parseRootUrl,
  repositoryOf,
  type RegistryRoot,
} from '../../registry/address.ts';
import { likelyReference } from '../../registry/reference.ts';
import type { BottleOrigin, RegistryPlace } from './resolution.ts';

/** Servers that had bottles before ghcr.io; what was kept has moved there. */
const GONE_HOSTS =
  /^https?:\/\/(?:[\w.-]*\.)?(?:bintray\.com|downloads\.sf\.net|sourceforge\.net)\//;

/** Where Homebrew's own bottles were at the time: what a bottle block without `root_url` meant. */
const GONE_DEFAULTS =
  /^https?:\/\/(?:homebrew\.bintray\.com\/bottles|downloads\.sf\.net\/project\/machomebrew\/Bottles)\/?$/;

/** What decides where a bottle is. */
export interface OriginFacts {
  readonly tap: string;
  /** As written in the bottle block; undefined if it has none. */
  readonly rootUrl: string | undefined;
  readonly bottle: BottleName;
  /** `--registry`. */
  readonly override: RegistryRoot | undefined;
}

/**
 * Finds where a bottle is. A block without a root URL means homebrew/core's registry, in every tap (`root_url` in
 * Library/Homebrew/bottle_specification.rb:44-60 at aad366ffaf); a tap that publishes as `brew test-bot` does has its bottles
 * under its own name, which is the second place. Throws {@link RegistryResponseError} for a root URL that is not an http URL.
 */
export function locateBottle({ tap, rootUrl, bottle, override }: OriginFacts): BottleOrigin {
  const isDefault = rootUrl === undefined || GONE_DEFAULTS.test(rootUrl);
  const written = isDefault
    ? defaultRootUrl(CORE_TAP)
    : GONE_HOSTS.test(rootUrl)
      ? defaultRootUrl(tap)
      : rootUrl;
  const root = parseRootUrl(written);
  if (root === undefined) {
    const url = URL.parse(`${written.replace(/\/+$/, '')}/${flatUrlName(bottle)}`);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new RegistryResponseError(
        `the root URL of ${bottle.formula}'s bottles, ${JSON.stringify(withoutCredentials(written))}, is not an http address`,
      );
    }
    return { kind: 'file', rootUrl: written, url };
  }
  const asked = overrideRoot(root, override);
  return {
    kind: 'registry',
    rootUrl: formatRootUrl(root),
    root: asked,
    repository: repositoryOf(asked, bottle.formula),
    reference: likelyReference(bottle),
    second: isDefault && tap !== CORE_TAP ? ownPlace(tap, override) : undefined,
  };
}

/** Returns the folder of a registry in which a tap publishes under its own name; homebrew/core's is on ghcr.io. */
export function ownPlace(tap: string, override: RegistryRoot | undefined): RegistryPlace {
  const rootUrl = defaultRootUrl(tap);
  const root = parseRootUrl(rootUrl);
  if (root === undefined) throw new Error(`Internal error: no registry for ${tap}`);
  return { rootUrl, root: overrideRoot(root, override) };
}
