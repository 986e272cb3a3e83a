import { html, type Html } from './html.ts';

/** Draws a bar of a chart, from 0 to 1 of the width that there is; the number itself is beside it, so readers of screens pass it by. */
export function drawPageBar(part: number): Html {
  const width = (part * 100).toFixed(2);
  return html`<svg class="bar" aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none">
    <rect width="${width}" height="1" />
  </svg>`;
}
