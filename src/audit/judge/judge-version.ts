import { CORE_TAP } from '../../core/formula-key.ts';
import { SEVERITIES, type Advisory, type AdvisoryCorpus } from '../advisories/advisory.ts';
import { statusFor, type JudgedAdvisory } from '../advisories/judge/status-for.ts';
import type {
  JudgedBottle,
  KnownVulnerability,
  OpenVulnerability,
  PatchedVulnerability,
} from '../report/vulns-report.ts';

/** The version to judge. */
export interface VersionQuestion {
  readonly tap: string;
  /** The names under which the advisories may have it, today's first; the first one that they know counts. */
  readonly names: readonly string[];
  readonly pkgVersion: string;
  /** What the formula's own patches resolve at that version, in upper case; undefined if its text is not at hand. */
  readonly resolved: ReadonlySet<string> | undefined;
}

/** What is known about one version, except whether a later one still pours. */
export interface JudgedVersion extends Pick<JudgedBottle, 'coverage' | 'patched' | 'fixedCount'> {
  readonly open: readonly Omit<OpenVulnerability, 'fixedBottle'>[];
}

/**
 * Judges one version of a formula by the advisories and by its own patches. A vulnerability that a patch in the formula's text
 * resolves counts as patched even if the ranges of the record begin later, because they say when the database first saw the
 * patch. Throws what {@link AdvisoryCorpus.recordsFor} throws.
 */
export function judgeVersion(
  corpus: AdvisoryCorpus,
  { tap, names, pkgVersion, resolved = new Set() }: VersionQuestion,
): JudgedVersion {
  // The advisories only cover formulae of homebrew/core.
  const status = tap === CORE_TAP ? firstStatus(corpus, names, pkgVersion) : undefined;
  if (status === undefined) {
    return { coverage: 'not-covered', open: [], patched: [], fixedCount: 0 };
  }
  const isResolved = ({ advisory }: JudgedAdvisory): boolean => isResolvedBy(advisory, resolved);
  const byFormula = status.open.filter(isResolved);
  return {
    coverage: 'covered',
    open: status.open
      .filter((each) => !isResolved(each))
      .map(toOpen)
      .toSorted(worstFirst),
    patched: [
      ...byFormula.map((each) => toPatched(each, 'formula')),
      ...status.patched.map((each) => toPatched(each, isResolved(each) ? 'formula' : 'range')),
    ].toSorted(worstFirst),
    fixedCount: status.fixedCount,
  };
}

function firstStatus(
  corpus: AdvisoryCorpus,
  names: readonly string[],
  pkgVersion: string,
): ReturnType<typeof statusFor> {
  for (const formula of names) {
    const status = statusFor(corpus, { formula, pkgVersion });
    if (status !== undefined) return status;
  }
  return undefined;
}

/**
 * Checks whether patches that resolve these names close an advisory. Its `upstream` is one vulnerability under several names, or
 * several of them: if it has two CVE numbers, a patch for one says nothing about the other.
 */
function isResolvedBy({ id, upstream, aliases }: Advisory, resolved: ReadonlySet<string>): boolean {
  const has = (name: string): boolean => resolved.has(name.toUpperCase());
  const cves = new Set(upstream.map((name) => name.toUpperCase()).filter(isCve));
  return [id, ...aliases].some(has) || (cves.size > 1 ? [...cves].every(has) : upstream.some(has));
}

function isCve(name: string): boolean {
  return name.startsWith('CVE-');
}

function toKnown({ advisory }: JudgedAdvisory): KnownVulnerability {
  const { id, summary, severity, cvss, references } = advisory;
  // As brew's `status_for` does.
  const upstream = advisory.upstream.length > 0 ? advisory.upstream : advisory.aliases;
  return { id, upstream, summary, severity, cvss, references };
}

function toOpen(judged: JudgedAdvisory): JudgedVersion['open'][number] {
  const { state, fixedIn, isByRevision } = judged.judgement;
  const because = isByRevision ? 'revision' : state === 'unchecked' ? 'unchecked' : 'range';
  return { ...toKnown(judged), fixedIn, because };
}

function toPatched(
  judged: JudgedAdvisory,
  because: PatchedVulnerability['because'],
): PatchedVulnerability {
  return { ...toKnown(judged), because, fixedIn: judged.judgement.fixedIn };
}

function worstFirst(a: KnownVulnerability, b: KnownVulnerability): number {
  return rankOf(b) - rankOf(a) || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** Ranks by severity; an unknown one comes after medium and before low. */
function rankOf({ severity }: KnownVulnerability): number {
  return severity === undefined ? 0.5 : SEVERITIES.indexOf(severity);
}
