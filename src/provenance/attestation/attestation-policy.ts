import { bottleFileName, type BottleName } from '../../core/bottle-name.ts';
import { hexOfBytes, type Hex } from '../../core/digest.ts';
import type {
  PolicyReasonCode,
  ProvenanceReason,
  VerifiedProvenance,
} from './provenance-outcome.ts';
import type { SignedStatement } from './sigstore.ts';
import { parseStatement, type StatementSubject } from './statement-schema.ts';

/** Where homebrew-core's bottles are built (Library/Homebrew/attestation.rb at aad366ffaf, like all rules here). */
export const CORE_REPOSITORY = 'Homebrew/homebrew-core';

/** Where attestations for the bottles of early 2024 were made retroactively. */
export const BACKFILL_REPOSITORY = 'trailofbits/homebrew-brew-verify';

/** The predicate that `gh attestation verify` requires by default; brew does not set one. */
export const PREDICATE_TYPE = 'https://slsa.dev/provenance/v1';

/** The issuer that `gh attestation verify` requires by default. */
const ISSUER = 'https://token.actions.githubusercontent.com';

/** `BACKFILL_CUTOFF`: someone who steals the backfill's workflow cannot sign for the time before it. */
const BACKFILL_CUTOFF = new Date('2024-03-14T00:00:00Z');

// https://github.com/sigstore/fulcio/blob/v1.6.5/docs/oid-info.md
const SOURCE_REPOSITORY_URI = '1.3.6.1.4.1.57264.1.12';
const SOURCE_REPOSITORY_DIGEST = '1.3.6.1.4.1.57264.1.13';

/** The signer whose attestation is required. */
export interface WantedSigner {
  /** `OWNER/REPO`. */
  readonly repository: string;
  /** Whether its attestations were made retroactively, under other names and until a certain day. */
  readonly isBackfill: boolean;
}

/** The bottle that an attestation must be about. */
export interface AttestedBottle {
  readonly bottle: BottleName;
  readonly sha256: Hex;
}

/**
 * Applies brew's policy to a valid signature. Stricter than brew in one point: the subject with the right name must be the one
 * with the right digest, so that two files of one attestation cannot be swapped.
 */
export function applyPolicy(
  signed: SignedStatement,
  { repository, isBackfill }: WantedSigner,
  wanted: AttestedBottle,
): VerifiedProvenance | ProvenanceReason {
  const statement = parseStatement(signed.payload);
  if (statement === undefined) return refuse('STATEMENT_MALFORMED', 'its statement is malformed');
  if (signed.issuer !== ISSUER) {
    return refuse(
      'ISSUER',
      `its signer was authenticated by ${signed.issuer ?? 'no issuer'}, not ${ISSUER}`,
    );
  }
  const workflow = signed.subjectAlternativeName ?? '';
  const source = signed.extensions.get(SOURCE_REPOSITORY_URI) ?? '';
  if (!isOf(repository, source, workflow)) {
    return refuse('REPOSITORY', `it was signed by ${workflow || 'no workflow'}, not ${repository}`);
  }
  if (statement.predicateType !== PREDICATE_TYPE) {
    return refuse('PREDICATE', `it states ${statement.predicateType}, not ${PREDICATE_TYPE}`);
  }
  const ours = statement.subjects.filter(({ sha256 }) => sha256 === wanted.sha256);
  if (ours.length === 0) return refuse('DIGEST', `it is not about sha256 ${wanted.sha256}`);
  const subject = ours.find(subjectRule(wanted, isBackfill));
  if (subject === undefined) {
    const names = ours.map(({ name }) => name).join(', ');
    return refuse(
      'SUBJECT_NAME',
      `it calls the file ${names}, not ${wantedName(wanted, isBackfill)}`,
    );
  }
  const [time] = signed.times;
  const late = signed.times.find((each) => each > BACKFILL_CUTOFF);
  if (time === undefined) throw new Error('Internal error: a verified signature without a time');
  if (isBackfill && late !== undefined) {
    return refuse(
      'BACKFILL_AFTER_CUTOFF',
      `it was signed at ${late.toISOString()}, after 2024-03-14`,
    );
  }
  return {
    status: 'verified',
    workflow,
    repository,
    commit: signed.extensions.get(SOURCE_REPOSITORY_DIGEST),
    time: time.toISOString(),
    issuer: ISSUER,
    backfilled: isBackfill,
    subject: subject.name,
  };
}

function refuse(code: PolicyReasonCode, message: string): ProvenanceReason {
  return { code, message };
}

/** Matches like `gh attestation verify --repo`: the source repository, and a signer in it, ignoring case. */
function isOf(repository: string, source: string, workflow: string): boolean {
  const uri = `https://github.com/${repository}`.toLowerCase();
  return source.toLowerCase() === uri && workflow.toLowerCase().startsWith(`${uri}/`);
}

function subjectRule(
  wanted: AttestedBottle,
  isBackfill: boolean,
): (subject: StatementSubject) => boolean {
  const name = wantedName(wanted, isBackfill);
  if (wanted.bottle.bottleTag !== 'all') return (subject) => subject.name === name;
  // An `all` bottle is made from identical bottles of other bottle tags, and those were attested. The backfill's own form, which
  // brew's prefix cannot match, is accepted too.
  const prefix = `${wanted.bottle.formula}--${wanted.bottle.pkgVersion}`;
  return (subject) => subject.name.startsWith(prefix) || subject.name === name;
}

function wantedName({ bottle, sha256 }: AttestedBottle, isBackfill: boolean): string {
  const fileName = bottleFileName(bottle);
  if (!isBackfill) return fileName;
  // `image_formula_name`: Library/Homebrew/github_packages.rb at aad366ffaf.
  const image = bottle.formula.replaceAll('@', '/').replaceAll('+', 'x');
  const url = `https://ghcr.io/v2/homebrew/core/${image}/blobs/sha256:${sha256}`;
  return `${hexOfBytes(url)}--${fileName}`;
}
