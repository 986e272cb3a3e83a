import parse from 'spdx-expression-parse';

import { hexOfBytes } from '../../../core/digest.ts';

/** A licence that is not on SPDX's list, so that a document has to explain it. */
export interface OtherLicence {
  /** `LicenseRef-…`. */
  readonly id: string;
  readonly text: string;
}

/** A licence as SPDX documents hold it. */
export interface WrittenLicence {
  readonly expression: string;
  readonly others: readonly OtherLicence[];
}

/**
 * Writes a licence so that SPDX accepts it: an expression of licences on its list stays as it is; anything else becomes its own
 * name, explained by the text that was found.
 */
export function writeLicence(text: string): WrittenLicence {
  if (!isLicenceExpression(text)) {
    const id = `LicenseRef-brewpull-${hexOfBytes(text).slice(0, 12)}`;
    return { expression: id, others: [{ id, text }] };
  }
  const ids = new Set(text.match(/LicenseRef-[a-zA-Z0-9.-]+/g));
  return { expression: text, others: [...ids].map((id) => ({ id, text: explain(id) })) };
}

/** Checks whether a text is an expression of licences on SPDX's list and of `LicenseRef-…`. */
export function isLicenceExpression(text: string): boolean {
  if (text.includes('DocumentRef-')) return false;
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

function explain(id: string): string {
  const words = id.replace(/^LicenseRef-Homebrew-/, '').replaceAll('-', ' ');
  return id.startsWith('LicenseRef-Homebrew-')
    ? `Homebrew says of this licence: ${words}`
    : `Only its name is known: ${id}`;
}
