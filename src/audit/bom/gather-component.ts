import { readBottledSbom } from '../../bottle/recipe/bottled-sbom.ts';
import { hexOfBytes } from '../../core/digest.ts';
import { FormulaUnreadableError } from '../../core/errors.ts';
import { parseTargetTag } from '../../core/target.ts';
import type { DetailsReader } from '../../history/ruby/details-reader.ts';
import { platformOf } from '../../history/ruby/evaluate/platform.ts';
import type { FormulaDetails } from '../../history/state/formula-details.ts';
import type { AuditedBottle } from '../subject/subject.ts';
import type { BomWarning, BomWarningCode, InsideSbom } from './bom.ts';
import { readBrewSbom } from './facts/brew-sbom-schema.ts';
import { type Claim, FACT_NAMES, mergeClaims, type SaidFacts } from './facts/claims.ts';
import { readIndexClaims } from './facts/index-claims.ts';

/** What the sources say about one bottle. */
export interface GatheredFacts {
  readonly facts: SaidFacts;
  readonly details: FormulaDetails | undefined;
  readonly inside: InsideSbom | undefined;
  readonly warnings: readonly BomWarning[];
}

/**
 * Asks all sources about one bottle, which is read once and never held in memory. A source that is about something else or cannot
 * be read is a warning, not a fact. Throws what reading the subject throws.
 */
export async function gatherFacts(
  bottle: AuditedBottle,
  targetTag: string,
  readDetails: DetailsReader,
): Promise<GatheredFacts> {
  const warnings: BomWarning[] = [];
  const warn = (code: BomWarningCode, message: string): void => {
    warnings.push({ code, file: bottle.fileName, message: `${bottle.fileName}: ${message}` });
  };
  const details = await gatherDetails(bottle, { targetTag, readDetails, warn });
  const published = await gatherIndex(bottle, targetTag, warn);
  const found = await gatherInside(bottle, warn);
  const { pkgVersion: version, sha256 } = bottle;
  const claims = [
    { source: 'subject', version, sha256 } satisfies Claim,
    ...(details === undefined ? [] : [claimOfFormula(details)]),
    ...published,
    ...(found === undefined ? [] : [found.claim]),
  ];
  const facts = mergeClaims(claims.map((claim) => withRevision(claim, version)));
  for (const name of FACT_NAMES) {
    const said = facts[name];
    if (said.length < 2) continue;
    const each = said.map(({ value, sources }) => `${sources.join(' and ')}: ${value}`);
    warn('sources-disagree', `sources disagree about ${FACT_WORDS[name]} (${each.join('; ')})`);
  }
  return { facts, details, inside: found?.inside, warnings };
}

/** What facts are called in messages. */
const FACT_WORDS = {
  version: 'the version',
  sha256: 'the sha256',
  licence: 'the licence',
  sourceUrl: 'the address of the source',
  sourceSha256: 'the sha256 of the source',
} as const;

type Warn = (code: BomWarningCode, message: string) => void;

interface DetailsRequest {
  readonly targetTag: string;
  readonly readDetails: DetailsReader;
  readonly warn: Warn;
}

async function gatherDetails(
  bottle: AuditedBottle,
  { targetTag, readDetails, warn }: DetailsRequest,
): Promise<FormulaDetails | undefined> {
  const bytes = await bottle.readFormula();
  if (bytes === undefined) {
    warn('formula-missing', 'its formula is not at hand, so nothing is said about its source');
    return undefined;
  }
  const { formula, commit } = bottle;
  try {
    const platform = platformOf(parseTargetTag(targetTag));
    return readDetails(bytes, { path: `${formula}.rb`, commit }, platform);
  } catch (error) {
    if (!(error instanceof FormulaUnreadableError)) throw error;
    warn('formula-unreadable', `its formula cannot be read: ${error.message}`);
    return undefined;
  }
}

async function gatherIndex(
  bottle: AuditedBottle,
  targetTag: string,
  warn: Warn,
): Promise<readonly Claim[]> {
  const bytes = await bottle.readIndex();
  if (bytes === undefined) return [];
  const found = readIndexClaims(bytes, bottle, targetTag);
  if (found === undefined) warn('index-unreadable', 'its index has no entry for it');
  if (found?.hasBadSupplement === true) {
    warn('supplement-unreadable', 'what its index adds to the bill of materials cannot be read');
  }
  return found?.claims ?? [];
}

async function gatherInside(
  bottle: AuditedBottle,
  warn: Warn,
): Promise<{ readonly inside: InsideSbom; readonly claim: Claim } | undefined> {
  if (bottle.open === undefined) {
    warn('bottle-missing', 'it is not at hand, so the bill of materials inside was not read');
    return undefined;
  }
  const bytes = await readBottledSbom(bottle.open(), bottle);
  if (bytes === undefined) return undefined;
  const found = bytes === 'too-large' ? undefined : readBrewSbom(bytes, bottle.formula);
  if (bytes === 'too-large') warn('sbom-too-large', 'its bill of materials is too large to read');
  else if (found === undefined) {
    warn('sbom-unreadable', 'its bill of materials is not one, or is for another formula');
  }
  if (bytes === 'too-large' || found === undefined) return undefined;
  const { claim, documentNamespace } = found;
  const namespace = documentNamespace !== undefined && isAddress(documentNamespace);
  return {
    claim,
    inside: {
      sha256: hexOfBytes(bytes),
      namespace: namespace ? documentNamespace : undefined,
    },
  };
}

function claimOfFormula({ licence, source }: FormulaDetails): Claim {
  return {
    source: 'formula',
    licence,
    sourceUrl: source?.url,
    sourceSha256: source?.sha256,
  };
}

/** Adds the revision, which brew's own documents leave out: the software is the same version. */
function withRevision(claim: Claim, pkgVersion: string): Claim {
  const isSame = claim.version === pkgVersion.replace(/_\d+$/, '');
  return isSame ? { ...claim, version: pkgVersion } : claim;
}

/** Checks whether a text is an address that both formats may hold. */
function isAddress(text: string): boolean {
  return /^https?:\/\/[!-~]+$/.test(text) && URL.canParse(text);
}
