import type { Hex } from '../../core/digest.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import { readJson } from '../../json/read-json.ts';
import { parseNextLink } from '../../http/link.ts';
import { servedJson } from '../../registry/documents/served-json.ts';
import { BACKFILL_REPOSITORY, CORE_REPOSITORY, PREDICATE_TYPE } from './attestation-policy.ts';
import { ATTESTATION_BYTES, checkAttestationReply } from './attestation-schema.ts';
import type { AttestationSet } from './attestation-set.ts';
import { getFromGithub, type GithubContext, type GithubReply } from './github-request.ts';
import { unpackSnappy } from './snappy.ts';

/** The URL of GitHub's API. */
export const GITHUB_API = 'https://api.github.com';

const PAGES = 10;

/**
 * Fetches the attestations of a bottle of homebrew-core, as brew does: the backfill is asked only if homebrew-core has none.
 * Returns one set for each repository asked, without bundles if it has none. Verifies nothing. Throws what {@link getFromGithub}
 * throws; a server that cannot be asked never counts as having no attestations.
 */
export async function fetchProvenance(
  context: GithubContext,
  sha256: Hex,
): Promise<readonly AttestationSet[]> {
  const core = await fetchAttestations(context, CORE_REPOSITORY, sha256);
  if (core.bundles.length > 0) return [core];
  return [core, await fetchAttestations(context, BACKFILL_REPOSITORY, sha256)];
}

/**
 * Asks one repository for the attestations of a file. Returns one set, without bundles if there are none; GitHub answers the same
 * for a repository that does not exist or is private. Throws like {@link fetchProvenance}. Verifies nothing.
 */
export async function fetchAttestations(
  context: GithubContext,
  repository: string,
  sha256: Hex,
): Promise<AttestationSet> {
  const what = `the attestations of ${repository} for sha256 ${sha256}`;
  const bundles: unknown[] = [];
  let sizeBytes = 0;
  const answer = servedJson(`an answer for ${what}`);
  const take = (bytes: Uint8Array): unknown => {
    sizeBytes += bytes.length;
    if (sizeBytes <= ATTESTATION_BYTES) return readJson(bytes, answer);
    throw new RegistryResponseError(`${what} are larger than the limit of 32 MiB`);
  };
  let url: URL | undefined = firstPage(context.apiBase, repository, sha256);
  for (let page = 0; url !== undefined; page += 1) {
    if (page === PAGES) {
      throw new RegistryResponseError(`${what} never end: there are more than ${PAGES} pages`);
    }
    const reply: GithubReply | undefined = await getFromGithub(context, url, what);
    // Only for the first page does this mean that there are none.
    if (reply === undefined && page === 0) break;
    if (reply === undefined) {
      throw new RegistryResponseError(`${what}: a page is not where it should be`, { status: 404 });
    }
    for (const { bundle, bundle_url: address } of checkAttestationReply(take(reply.body), answer)) {
      bundles.push(bundle ?? take(await fetchBundle(context, address, what)));
    }
    url = nextPage(reply, what);
  }
  return { repository, bundles };
}

function firstPage(apiBase: URL, repository: string, sha256: Hex): URL {
  const root = apiBase.href.replace(/[?#].*$/, '').replace(/\/+$/, '');
  const url = new URL(`${root}/repos/${repository}/attestations/sha256:${sha256}`);
  url.searchParams.set('per_page', '100');
  url.searchParams.set('predicate_type', PREDICATE_TYPE);
  return url;
}

/**
 * Returns the next page. Does not follow a link to another origin, because GitHub's pages stay on its own; the list is then
 * incomplete, and this throws.
 */
function nextPage({ headers, url }: GithubReply, what: string): URL | undefined {
  const next = parseNextLink(headers.get('link'), url);
  if (next === 'unreadable') {
    throw new RegistryResponseError(`${what}: the link to further ones cannot be read`);
  }
  if (next === undefined || next.origin === url.origin) return next;
  throw new RegistryResponseError(`${what} continue at another host, ${next.host}`);
}

async function fetchBundle(
  context: GithubContext,
  address: string | null | undefined,
  what: string,
): Promise<Uint8Array> {
  const url = URL.parse(address ?? '');
  if (url === null) {
    throw new RegistryResponseError(`${what}: one has neither a bundle nor its address`);
  }
  const reply = await getFromGithub(context, url, what);
  if (reply === undefined) {
    throw new RegistryResponseError(`${what}: one is not where it should be`, { status: 404 });
  }
  try {
    return unpackSnappy(reply.body, ATTESTATION_BYTES);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RegistryResponseError(`${what}: one cannot be unpacked`, { cause: error });
  }
}
