import { BrewpullError, RegistryResponseError, type ErrorCode } from '../../../core/errors.ts';

const UNREACHABLE = new Set<ErrorCode>(['NETWORK', 'OFFLINE', 'RATE_LIMITED', 'UNAUTHORIZED']);
/** What holds for every formula alike; with --offline the cache may have one and not another. */
const FOR_ALL = new Set<ErrorCode>(['NETWORK', 'RATE_LIMITED']);

/** Tells whether an error means that a registry could not be asked, which says nothing of what it has. */
export function isUnreachable(error: unknown): error is BrewpullError {
  if (error instanceof RegistryResponseError) return (error.status ?? 0) >= 500;
  return error instanceof BrewpullError && UNREACHABLE.has(error.code);
}

/** Tells whether an error is an answer to one question, so that others may still have theirs. */
export function isForOne(error: unknown): error is BrewpullError {
  return error instanceof BrewpullError && error.code !== 'ABORTED';
}

/** Says in words, the same for every formula where it can, why a registry could not be asked. */
export function reasonOf({ code, message }: BrewpullError): string {
  return code === 'OFFLINE' ? 'the registry is not asked with --offline' : message;
}

/** Remembers that a registry cannot be reached, so that a long list of names does not wait for it again and again. */
export class Outage {
  #error: BrewpullError | undefined;

  /** Asks, unless that failed before for a reason that holds for all. Throws what asking throws. */
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
