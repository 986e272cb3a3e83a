import { html, type Html } from './html.ts';

/** Draws a bar of a chart, from 0 to 1 of the available width; the number is beside it, so screen readers skip the bar. */
export function drawPageBar(part: number): Html {
  const width = (part * 100).toFixed(2);
  return html`<svg class="bar" aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none">
    <rect width="${width}" height="1" />
  </svg>`;
}
