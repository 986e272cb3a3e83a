import { BrewpullError, RegistryResponseError, type ErrorCode } from '../../core/errors.ts';

const UNREACHABLE = new Set<ErrorCode>(['NETWORK', 'OFFLINE', 'RATE_LIMITED', 'UNAUTHORIZED']);

/** Tells whether an error means that a registry could not be asked, which says nothing of what it has. */
export function isUnreachable(error: unknown): error is BrewpullError {
  if (error instanceof RegistryResponseError) return (error.status ?? 0) >= 500;
  return error instanceof BrewpullError && UNREACHABLE.has(error.code);
}
