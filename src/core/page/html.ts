import { showHidden } from '../visible-text.ts';

/** HTML that is safe to put into a page as it is. */
export interface Html {
  readonly html: string;
}

/** Builds HTML: values are escaped unless they are {@link Html} already; lists are joined. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const pieces = parts.map((part, index) => part + insert(values[index] ?? ''));
  return { html: pieces.join('') };
}

function insert(value: string | number | Html | readonly Html[]): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map((each) => each.html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return showHidden(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}
