import { isLoopback } from '../../../http/hosts/loopback.ts';

/** Formats the options that select a registry, for a command to copy. */
export function registryFlags(registry: URL): string {
  const isPlain = registry.protocol === 'http:' && !isLoopback(registry);
  const allowed = isPlain ? ` --insecure-registry ${registry.host}` : '';
  return `--registry ${registry.pathname === '/' ? registry.origin : registry.href}${allowed}`;
}
