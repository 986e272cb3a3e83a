import type { BomComponent } from '../bom.ts';
import { FACT_NAMES, type FactName } from '../facts/claims.ts';

/** Says of each fact who says it, and what others say where they disagree. Plain text without line ends. */
export function listFactTexts({ facts }: BomComponent): readonly (readonly [FactName, string])[] {
  return FACT_NAMES.flatMap((name) =>
    facts[name].map(({ value, sources }): readonly [FactName, string] => [
      name,
      `${value} (${sources.join(', ')})`,
    ]),
  );
}

/** Gives the value that counts; undefined where nobody says one. */
export function valueOf({ facts }: BomComponent, name: FactName): string | undefined {
  return facts[name][0]?.value;
}
