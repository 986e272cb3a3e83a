import { isDigest } from '../core/digest.ts';
import { UsageError } from '../core/errors.ts';
import { isRepositoryName } from './address.ts';
import { isOciTag } from './reference.ts';

/**
 * Returns the URL of something in a repository:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints. Throws {@link UsageError} for a name that
 * would lead elsewhere.
 */
export function apiUrl(registry: URL, repository: string, rest: string): URL {
  if (!isRepositoryName(repository)) {
    throw new UsageError(`${JSON.stringify(repository)} cannot be the name of a repository`);
  }
  return new URL(`v2/${repository}/${rest}`, registry);
}

/** Returns the URL of an index or manifest. Throws {@link UsageError} if a registry cannot have such a reference. */
export function manifestUrl(registry: URL, repository: string, reference: string): URL {
  if (!isOciTag(reference) && !isDigest(reference)) {
    throw new UsageError(`${JSON.stringify(reference)} cannot be a reference in a registry`);
  }
  return apiUrl(registry, repository, `manifests/${reference}`);
}

/** Formats the name of an image or blob for messages: `ghcr.io/homebrew/core/vim:9.0`. */
export function nameOf({ host }: URL, repository: string, reference: string): string {
  return `${host}/${repository}${isDigest(reference) ? '@' : ':'}${reference}`;
}
