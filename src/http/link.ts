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
    const [, quoted, bare] =
      /;\s*rel\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+))/i.exec(parameters) ?? [];
    const relations = (quoted ?? bare ?? '').toLowerCase().split(/\s+/);
    if (relations.includes('next')) return URL.parse(target, base.href) ?? undefined;
  }
  return undefined;
}
