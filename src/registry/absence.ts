import { NotFoundError, UnauthorizedError } from '../core/errors.ts';
import { GHCR_ORIGIN } from './address.ts';
import type { RegistryComplaint } from './documents/replies-schema.ts';

/**
 * Tells whether an error says that a registry has no such repository. A refusal says so only where it is ghcr.io's own:
 * anything else may be a missing login.
 */
export function isAbsence(error: unknown): boolean {
  return (
    error instanceof NotFoundError || (error instanceof UnauthorizedError && error.mayBeAbsent)
  );
}

/** Gives undefined for what a registry says it does not have. */
export async function orAbsent<Answer>(asking: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/**
 * Tells whether a refusal of a request without credentials is the one that ghcr.io gives for a repository that does not
 * exist. It is the same for a private one. No other host is believed: the token server of a private mirror may say DENIED too.
 */
export function isGhcrDenial({ origin }: URL, complaint: RegistryComplaint | undefined): boolean {
  return origin === GHCR_ORIGIN && complaint?.code === 'DENIED';
}
