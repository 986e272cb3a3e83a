import { BrewpullError, RegistryResponseError, type ErrorCode } from '../../../core/errors.ts';

const UNREACHABLE = new Set<ErrorCode>(['NETWORK', 'OFFLINE', 'RATE_LIMITED', 'UNAUTHORIZED']);
/** Errors that hold for every formula; with --offline, the cache may have one formula and not another. */
const FOR_ALL = new Set<ErrorCode>(['NETWORK', 'RATE_LIMITED']);

/** Returns whether an error means that a registry could not be asked, which says nothing about what it has. */
export function isUnreachable(error: unknown): error is BrewpullError {
  if (error instanceof RegistryResponseError) return (error.status ?? 0) >= 500;
  return error instanceof BrewpullError && UNREACHABLE.has(error.code);
}

/** Returns whether an error only concerns one question, so that others can still be answered. */
export function isForOne(error: unknown): error is BrewpullError {
  return error instanceof BrewpullError && error.code !== 'ABORTED';
}

/** Explains why a registry could not be asked, in the same words for every formula if possible. */
export function reasonOf({ code, message }: BrewpullError): string {
  return code === 'OFFLINE' ? 'the registry is not asked with --offline' : message;
}

/** A record that a registry cannot be reached, so that a long list of names does not wait for it again and again. */
export class Outage {
  #error: BrewpullError | undefined;

  /** Asks, unless asking failed before for a reason that holds for every formula. Throws what asking throws or threw. */
  async ask<Answer>(asking: () => Promise<Answer>): Promise<Answer> {
    if (this.#error !== undefined) throw this.#error;
    try {
      return await asking();
    } catch (error) {
      if (isUnreachable(error) && FOR_ALL.has(error.code)) this.#error = error;
      throw error;
    }
  }
}
