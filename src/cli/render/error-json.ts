import type { BrewpullError, ErrorCode } from '../../core/errors.ts';

/** A failure for programs. */
export interface ErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
}

/** Writes a failure for programs. */
export function toErrorJson({ code, message, hint }: BrewpullError): ErrorJson {
  return { code, message, hint: hint ?? null };
}
