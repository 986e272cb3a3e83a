import type { BomComponent } from '../bom.ts';
import { FACT_NAMES, type FactName } from '../facts/claims.ts';

/** Says for each fact who states it, and what others say if they disagree. Plain text without line breaks. */
export function listFactTexts({ facts }: BomComponent): readonly (readonly [FactName, string])[] {
  return FACT_NAMES.flatMap((name) =>
    facts[name].map(({ value, sources }): readonly [FactName, string] => [
      name,
      `${value} (${sources.join(', ')})`,
    ]),
  );
}

/** Returns the value that counts; undefined if nobody states one. */
export function valueOf({ facts }: BomComponent, name: FactName): string | undefined {
  return facts[name][0]?.value;
}
