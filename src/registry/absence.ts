import { NotFoundError, UnauthorizedError } from '../core/errors.ts';
import { GHCR_ORIGIN } from './address.ts';
import type { RegistryComplaint } from './documents/replies-schema.ts';

/**
 * Returns whether an error means that a registry has no such repository. A refusal means that only if it is ghcr.io's own; any
 * other may be a missing login.
 */
export function isAbsence(error: unknown): boolean {
  return (
    error instanceof NotFoundError || (error instanceof UnauthorizedError && error.mayBeAbsent)
  );
}

/** Resolves with undefined for anything a registry reports as missing. */
export async function orAbsent<Answer>(asking: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/**
 * Returns whether a refusal of a request without credentials is the one ghcr.io sends for a repository that does not exist, or is
 * private. No other host is believed: the token server of a private mirror may say DENIED too.
 */
export function isGhcrDenial({ origin }: URL, complaint: RegistryComplaint | undefined): boolean {
  return origin === GHCR_ORIGIN && complaint?.code === 'DENIED';
}
