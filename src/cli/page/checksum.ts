import { html, type Html } from '../../core/page/html.ts';
import type { BottleEntry } from '../../history/state/formula-state.ts';

/** Shows the whole checksum of a bottle, with the algorithm if it is not sha256. */
export function showChecksum({
  algorithm,
  checksum,
}: Pick<BottleEntry, 'algorithm' | 'checksum'>): Html {
  const old = algorithm === 'sha256' ? '' : html`<small>${algorithm}</small>`;
  return html`<code>${checksum}</code>${old}`;
}
