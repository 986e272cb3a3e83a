import { isLoopback } from '../../http/hosts/loopback.ts';

/**
 * Explains how to provide credentials for a registry, as the end of a sentence: those of `docker login` are not sent without TLS.
 */
export function howToLogIn(registry: URL): string {
  const { host } = registry;
  return registry.protocol === 'https:' || isLoopback(registry)
    ? `run docker login ${host}.`
    : `give credentials with --creds -, or under the key http://${host} of the docker configuration: without TLS no others are sent.`;
}
