import { isSameSystem } from '../../core/bottle-tag.ts';
import { CORE_TAP } from '../../core/formula-key.ts';
import { unreachable } from '../../core/unreachable.ts';
import { repositoryOfTap } from '../../history/tap/default-remote.ts';
import type { EvidenceLine } from './evidence-line.ts';
import type { EvidenceFacts } from './evidence-facts.ts';

/** Checks that a workflow of the tap's own repository built the file. */
export function provenanceEvidence({ provenance, tap = CORE_TAP }: EvidenceFacts): EvidenceLine {
  const repository = tap === CORE_TAP ? undefined : repositoryOfTap(tap);
  const builder = repository === undefined ? "Homebrew's workflow" : `a workflow of ${repository}`;
  const line = { step: 'provenance', claim: `${builder} built this file` } as const;
  if (provenance === undefined) {
    return { ...line, status: 'absent', detail: 'no attestation was asked for' };
  }
  switch (provenance.status) {
    case 'verified': {
      const { workflow, commit, time, backfilled } = provenance;
      const at = commit === undefined ? '' : ` at commit ${commit}`;
      return {
        ...line,
        claim: backfilled
          ? 'this file was on the server when the backfill of early 2024 signed it'
          : line.claim,
        status: 'proven',
        detail: `signed by ${workflow}${at}, ${time}`,
      };
    }
    case 'none':
      return {
        ...line,
        status: 'absent',
        detail:
          repository === undefined
            ? 'no attestation exists: old bottles have none'
            : `no attestation exists: ${repository} had none when it was asked`,
      };
    case 'unsupported':
      return { ...line, status: 'absent', detail: provenance.message };
    case 'invalid': {
      const reasons = provenance.reasons.map(({ code, message }) => `${message} (${code})`);
      return { ...line, status: 'contradicted', detail: reasons.join('; ') };
    }
    default:
      return unreachable(provenance);
  }
}

/** Checks that Homebrew's signed list of current versions names the file. */
export function apiEvidence({ api, bottle, file }: EvidenceFacts): EvidenceLine {
  const claim = `the signed API data names sha256 ${file.sha256}`;
  const line = { step: 'api', claim } as const;
  if (api === undefined) {
    return { ...line, status: 'absent', detail: 'no signed API data is at hand' };
  }
  if (api.pkgVersion !== bottle.pkgVersion || api.rebuild !== bottle.rebuild) {
    const rebuild = api.rebuild > 0 ? ` rebuild ${api.rebuild}` : '';
    const detail = `it is about ${api.formula} ${api.pkgVersion}${rebuild} only`;
    return { ...line, status: 'absent', detail };
  }
  const named = api.bottles.filter(({ bottleTag }) => isSameSystem(bottleTag, bottle.bottleTag));
  if (named.length === 0) {
    return { ...line, status: 'absent', detail: `it does not mention ${bottle.bottleTag}` };
  }
  return named.some(({ sha256 }) => sha256 === file.sha256)
    ? { ...line, status: 'proven', detail: `it names it for ${bottle.bottleTag}` }
    : {
        ...line,
        status: 'contradicted',
        detail: `it names ${named.map(({ sha256 }) => sha256).join(', ')}`,
      };
}
