import { isLoopback } from '../../../http/hosts/loopback.ts';

/** Writes the options that ask a registry, for a command that someone may copy. */
export function registryFlags(registry: URL): string {
  const isPlain = registry.protocol === 'http:' && !isLoopback(registry);
  const allowed = isPlain ? ` --insecure-registry ${registry.host}` : '';
  return `--registry ${registry.pathname === '/' ? registry.origin : registry.href}${allowed}`;
}
