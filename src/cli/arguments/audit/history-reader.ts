import type { JudgeTools } from '../../../audit/judge/judge-subject.ts';
import type { AskedHistory } from '../../../audit/judge/fixed-bottles.ts';
import { keyOf } from '../../../core/formula-key.ts';
import { unlessAborted } from '../../../core/unless-aborted.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { readFormulaHistory } from '../../../workspace/histories/formula-history.ts';

/** Returns a reader of the available histories that reads each once. One that is unavailable or cannot be read is undefined. */
export function historyReader(brewpull: Brewpull): Pick<JudgeTools, 'readHistory'> {
  const known = new Map<string, Promise<AskedHistory | undefined>>();
  return {
    readHistory: ({ tap, formulaNow }, target) => {
      const name = keyOf({ tap, formula: formulaNow });
      const key = `${name} ${target.bottleTag}`;
      const reading =
        known.get(key) ?? readFormulaHistory(brewpull, name, target).catch(unlessAborted);
      known.set(key, reading);
      return reading;
    },
  };
}
