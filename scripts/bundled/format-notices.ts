import type { BundledLibrary } from './list-bundled.ts';

/** Formats the licences of the bundled libraries, as these licences require: each text once, below all libraries that have it. */
export function formatNotices(libraries: readonly BundledLibrary[]): string {
  const byText = new Map<string, string[]>();
  for (const library of libraries) {
    byText.set(library.text, [...(byText.get(library.text) ?? []), formatName(library)]);
  }
  const notices = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
  return notices.join(`\n${'-'.repeat(72)}\n\n`);
}

/** Returns the line that names a library in the notices. */
export function formatName({ name, version, licence, within }: BundledLibrary): string {
  const place = within === undefined ? '' : `, in prism.wasm of ${within}`;
  return `${name}${version === undefined ? '' : ` ${version}`} (${licence}${place})`;
}

/** Formats the list of libraries without the texts, for the bill of materials. */
export function formatList(libraries: readonly BundledLibrary[]): string {
  return `${JSON.stringify(libraries, withoutText, 2)}\n`;
}

function withoutText(key: string, value: unknown): unknown {
  return key === 'text' ? undefined : value;
}
