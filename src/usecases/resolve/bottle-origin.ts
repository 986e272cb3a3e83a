import { flatUrlName, type BottleName } from '../../core/bottle-name.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import {
  defaultRootUrl,
  formatRootUrl,
  overrideRoot,
  parseRootUrl,
  repositoryOf,
  type RegistryRoot,
} from '../../registry/address.ts';
import { likelyReference } from '../../registry/reference.ts';
import type { BottleOrigin } from './resolution.ts';

/** Servers that bottles stood on before ghcr.io, to which all that was kept has moved. */
const GONE_HOSTS =
  /^https?:\/\/(?:[\w.-]*\.)?(?:bintray\.com|downloads\.sf\.net|sourceforge\.net)\//;

/** What decides where a bottle is. */
export interface OriginFacts {
  readonly tap: string;
  /** As the bottle block writes it; undefined for the tap's default. */
  readonly rootUrl: string | undefined;
  readonly bottle: BottleName;
  /** `--registry`. */
  readonly override: RegistryRoot | undefined;
}

/** Finds where a bottle is. Throws {@link RegistryResponseError} for a root URL that is no URL. */
export function locateBottle({ tap, rootUrl, bottle, override }: OriginFacts): BottleOrigin {
  const written = rootUrl === undefined || GONE_HOSTS.test(rootUrl) ? defaultRootUrl(tap) : rootUrl;
  const root = parseRootUrl(written);
  if (root === undefined) {
    const url = URL.parse(`${written.replace(/\/+$/, '')}/${flatUrlName(bottle)}`);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new RegistryResponseError(
        `the root URL of ${bottle.formula}'s bottles, ${JSON.stringify(written)}, cannot be asked`,
        undefined,
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
  };
}
