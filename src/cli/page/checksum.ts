import { html, type Html } from '../../core/page/html.ts';
import type { BottleEntry } from '../../history/state/formula-state.ts';

/** Shows the whole checksum of a bottle, and of an old one what kind it is. */
export function showChecksum({
  algorithm,
  checksum,
}: Pick<BottleEntry, 'algorithm' | 'checksum'>): Html {
  const old = algorithm === 'sha256' ? '' : html`<small>${algorithm}</small>`;
  return html`<code>${checksum}</code>${old}`;
}
