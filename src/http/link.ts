/**
 * Finds the `rel="next"` target of a `Link` header (RFC 8288 section 3) and resolves it. Undefined when there is none or
 * it is no URL. Commas and semicolons inside `<…>` and quoted strings do not split.
 */
export function parseNextLink(header: string | undefined, base: URL): URL | undefined {
  if (header === undefined) return undefined;
  const links = header.matchAll(
    /<([^>]*)>((?:\s*;\s*[\w*!#$%&'+.^`|~-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))?)*)/g,
  );
  for (const [, target = '', parameters = ''] of links) {
    const relations = relationsOf(parameters);
    if (relations.includes('next')) return URL.parse(target, base.href) ?? undefined;
  }
  return undefined;
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
