import { isSameSystem } from '../../core/bottle-tag.ts';
import { gitBlobOid } from '../../core/git-oid.ts';
import type { EvidenceLine } from './evidence-line.ts';
import type { EvidenceFacts, FormulaFacts } from './evidence-facts.ts';

/** Checks that the commit is in the branch's history. */
export function commitEvidence({ history }: EvidenceFacts): EvidenceLine {
  const step = 'commit';
  if (history === undefined) {
    const claim = 'the formula comes from the history of the tap';
    return { step, claim, status: 'absent', detail: 'no commit or no clone of the tap is at hand' };
  }
  const { commit, head, isAncestor } = history;
  const claim = `commit ${commit} is part of ${head.branch}`;
  return isAncestor
    ? { step, claim, status: 'proven', detail: `it is an ancestor of ${head.oid}` }
    : { step, claim, status: 'contradicted', detail: `it is not an ancestor of ${head.oid}` };
}

/** Checks that the formula's text is the one in that commit. */
export function formulaEvidence({ formula }: EvidenceFacts): EvidenceLine {
  const step = 'formula';
  if (formula?.oid === undefined) {
    const claim = 'the text of the formula is that of the commit';
    const missing = formula === undefined ? 'text of the formula' : 'object id of the text';
    return { step, claim, status: 'absent', detail: `no ${missing} is at hand` };
  }
  const claim = `the text of ${formula.path} is the one in the commit`;
  const own = gitBlobOid(formula.text, formula.oid);
  return own === formula.oid
    ? { step, claim, status: 'proven', detail: `both have the object id ${own}` }
    : {
        step,
        claim,
        status: 'contradicted',
        detail: `the commit holds ${formula.oid}, the text has the object id ${own}`,
      };
}

/** Checks that the formula names the sha256 of the bytes on disk. */
export function checksumEvidence({ bottle, file, formula }: EvidenceFacts): EvidenceLine {
  const step = 'checksum';
  const claim = `the formula names sha256 ${file.sha256} for ${bottle.bottleTag}`;
  if (formula === undefined) {
    return { step, claim, status: 'absent', detail: 'no text of the formula is at hand' };
  }
  const named = namedChecksums(formula, bottle.bottleTag);
  if (named.includes(file.sha256)) {
    return { step, claim, status: 'proven', detail: `it is in ${formula.path}` };
  }
  return {
    step,
    claim,
    status: 'contradicted',
    detail: `${formula.path} names ${named.length === 0 ? 'none' : named.join(', ')}`,
  };
}

/**
 * Lists the checksums for a bottle tag. A text that no reader understood is searched outside its comments, whatever the bottle
 * tag.
 */
function namedChecksums({ entries, text }: FormulaFacts, bottleTag: string): readonly string[] {
  if (entries !== undefined) {
    return entries
      .filter((entry) => isSameSystem(entry.bottleTag, bottleTag))
      .map(({ checksum }) => checksum);
  }
  return Buffer.from(text)
    .toString('utf8')
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .flatMap((line) => line.match(/\b[0-9a-f]{64}\b/gi) ?? [])
    .map((hex) => hex.toLowerCase());
}
