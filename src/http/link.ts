const LINK =
  /<([^<>]*)>((?:\s*;\s*[\w*!#$%&'+.^`|~-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))?)*)/g;

/**
 * Finds the `rel="next"` target of a `Link` header (RFC 8288 section 3) and resolves it. Returns undefined if there are no links
 * or all have other relations, and `unreadable` if there may be a next one: the header is not a list of links, a link has no
 * `rel`, which the RFC requires, or the next target is not a URL. Commas and semicolons inside `<…>` and quoted strings do not
 * split.
 */
export function parseNextLink(
  header: string | undefined,
  base: URL,
): URL | 'unreadable' | undefined {
  if (header === undefined) return undefined;
  let isWhole = /^[\s,;]*$/.test(header.replaceAll(LINK, ''));
  for (const [, target = '', parameters = ''] of header.matchAll(LINK)) {
    const relations = relationsOf(parameters);
    if (relations.includes('next')) return URL.parse(target, base.href) ?? 'unreadable';
    if (relations.length === 0) isWhole = false;
  }
  return isWhole ? undefined : 'unreadable';
}

/** Only the first `rel` of a link counts: RFC 8288 section 3.3. */
function relationsOf(parameters: string): readonly string[] {
  const pairs = parameters.matchAll(
    /;\s*([^\s=;]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+)))?/g,
  );
  for (const [, name = '', quoted, bare] of pairs) {
    if (name.toLowerCase() === 'rel') return (quoted ?? bare ?? '').toLowerCase().split(/\s+/);
  }
  return [];
}
