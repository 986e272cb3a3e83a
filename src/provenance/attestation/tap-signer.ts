import { withoutCredentials } from '../../core/redact.ts';
import { CORE_TAP, isTapName } from '../../history/tap/formula-ref.ts';
import { isDefaultRemote, repositoryOfTap } from '../../history/tap/default-remote.ts';
import type { UnsupportedProvenance } from './provenance-outcome.ts';

/** The signer required for the bottles of a tap. */
export type TapSigner =
  /** homebrew-core's own workflows, or the backfill. */
  | { readonly status: 'core' }
  /** The workflows of this repository, `OWNER/homebrew-NAME`. */
  | { readonly status: 'tap'; readonly repository: string }
  | UnsupportedProvenance;

/** The clone that the formulae of a tap were read from. */
export interface ReadClone {
  /** Undefined if the clone does not say where it was cloned from. */
  readonly remote: string | undefined;
}

/**
 * Returns who must have signed a tap's bottles, by brew's rule: the repository that its name stands for, unless the clone that
 * was read is of another. `clone` is undefined if none was read; brew also goes by the name for a tap that is not installed.
 * Rule: `check_formula_attestation` in Library/Homebrew/attestation.rb of September 2026 (Homebrew/brew pull request 23769).
 */
export function signerOf(tap: string, clone?: ReadClone): TapSigner {
  const name = tap.toLowerCase();
  if (name === CORE_TAP) return { status: 'core' };
  if (!isTapName(name)) {
    return unsupported('TAP_UNKNOWN', `${JSON.stringify(tap)} is not the name of a tap`);
  }
  const repository = repositoryOfTap(name);
  if (clone === undefined) return { status: 'tap', repository };
  if (clone.remote === undefined || clone.remote.trim() === '') {
    return unsupported('NO_REMOTE', `the clone of ${name} does not say where it was cloned from`);
  }
  if (isDefaultRemote(name, clone.remote)) return { status: 'tap', repository };
  const where = withoutCredentials(clone.remote.trim());
  return unsupported(
    'CUSTOM_REMOTE',
    `${name} was cloned from ${where}, and only what comes from github.com/${repository} can be attested`,
  );
}

/** Creates the outcome for a bottle for which it is unknown who had to sign it. */
export function unsupported(
  code: UnsupportedProvenance['code'],
  message: string,
): UnsupportedProvenance {
  return { status: 'unsupported', code, message };
}
