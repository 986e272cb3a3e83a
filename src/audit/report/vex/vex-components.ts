import { keyOf } from '../../../core/formula-key.ts';
import { groupBy } from '../../../core/group-by.ts';
import { componentId } from '../../component-id.ts';
import { brewPurl } from '../../purl.ts';
import { notCovered, notJudged, PATCHES_NOT_KNOWN } from '../vulnerability-words.ts';
import type { JudgedBottle, JudgeFailure, VulnsReport } from '../vulns-report.ts';
import { toProperties } from './vex-properties.ts';

/** A bottle that the document is about. */
interface Subject extends Pick<JudgedBottle, 'bottle' | 'fileName' | 'target'> {
  readonly coverage: JudgedBottle['coverage'] | 'not-judged';
  readonly notes: readonly string[];
}

function toSubject(judged: JudgedBottle): Subject {
  const { coverage, arePatchesKnown, bottle } = judged;
  const notes = [
    ...(coverage === 'covered' ? [] : [notCovered(keyOf(bottle))]),
    ...(arePatchesKnown ? [] : [PATCHES_NOT_KNOWN]),
  ];
  return { ...judged, notes };
}

function toFailedSubject(failure: JudgeFailure): Subject {
  const notes = [notJudged(keyOf(failure.bottle), failure.error)];
  return { ...failure, coverage: 'not-judged', notes };
}

/** Lists the bottles as components: one for each bottle, even if it is for several machines. */
export function toComponents({
  bottles,
  failures,
}: Pick<VulnsReport, 'bottles' | 'failures'>): readonly object[] {
  const subjects = [...bottles.map(toSubject), ...failures.map(toFailedSubject)];
  return [...groupBy(subjects, ({ bottle }) => componentId(bottle)).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { bottle, fileName, coverage } = first;
    const notes = new Set(group.flatMap((each) => each.notes));
    const targets = new Set(group.map(({ target }) => target));
    return [
      {
        type: 'application',
        'bom-ref': componentId(bottle),
        name: bottle.formula,
        version: bottle.pkgVersion,
        hashes: [{ alg: 'SHA-256', content: bottle.sha256 }],
        purl: brewPurl(bottle),
        properties: toProperties([
          ['file', fileName],
          ...Array.from(targets, (target) => ['target', target] as const),
          ['coverage', coverage],
          ...Array.from(notes, (note) => ['note', `${note}.`] as const),
        ]),
      },
    ];
  });
}
