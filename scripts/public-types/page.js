const HEAD = `# The library, name by name

Everything that \`import … from 'brewpull'\` offers, from the docstrings in the sources. [The library](library.md) shows how it is used.
Fields marked \`?\` may be missing from results, and may be left out of requests.
`;

/** The parts of the page: each takes from what the parts before it left over. */
const PARTS = [
  { title: 'Functions and classes', takes: ({ kind }) => kind !== 'interface' && kind !== 'type' },
  {
    title: 'The library, its options and requests',
    takes: ({ name }) => /Library$|Serving$|Options$|Request$|Choice$|Platform$|Like$/.test(name),
  },
  { title: 'Answers', takes: ({ name }) => /Outputs?$|Fields$/.test(name) },
  { title: 'Other types', takes: () => true },
];

/** Renders docs/api.md from all declarations in one text; in each part, names are in alphabetical order. */
export function renderPage(declarations) {
  const entries = readEntries(declarations);
  const names = new Set(entries.map(({ name }) => name));
  const partOf = (entry) => PARTS.find(({ takes }) => takes(entry));
  return [
    HEAD,
    ...PARTS.flatMap((part) => {
      const its = entries.filter((entry) => partOf(entry) === part);
      const rendered = its.map((entry) => renderEntry(entry, names));
      return [`## ${part.title}\n`, renderIndex(its, names), ...rendered];
    }),
  ].join('\n');
}

/** Lists the names that have no docstring. */
export function namesWithoutDocstring(declarations) {
  return readEntries(declarations)
    .filter(({ docstring }) => docstring === '')
    .map(({ name }) => name);
}

/** A declaration begins after a blank line, and has none inside. */
function readEntries(declarations) {
  return declarations.split('\n\n').flatMap((text) => {
    const [, comment = '', code = ''] = /^\s*(\/\*\*.*?\*\/\n)?(.*)$/s.exec(text) ?? [];
    const [, kind, name] = /^export declare (?:abstract )?(\w+) (\w+)/.exec(code) ?? [];
    if (name === undefined) return [];
    const docstring = comment
      .replaceAll(/^\s*(?:\/\*\*|\*\/|\*) ?| ?\*\/$/gm, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
    return [{ kind, name, docstring, code: code.trim() }];
  });
}

/** Renders a table of the names, each with the first sentence about it. */
function renderIndex(entries, names) {
  const rows = entries.map(({ name, docstring }) => {
    const [sentence] = docstring.split(/(?<=\.)\s/);
    return `| ${linkTo(name)} | ${withLinks(sentence, names).replaceAll('|', String.raw`\|`)} |`;
  });
  return ['| name | what it is |', '| --- | --- |', ...rows, ''].join('\n');
}

function renderEntry({ name, docstring, code }, names) {
  const words = code.replaceAll(/\/\*\*.*?\*\//gs, '').match(/\b[A-Z]\w+/g) ?? [];
  const used = [...new Set(words)].filter((word) => word !== name && names.has(word));
  const shown = code
    .replaceAll('export declare ', '')
    .replaceAll(/^ +/gm, (indent) => indent.replaceAll('    ', '  '));
  return [
    `### ${name}\n`,
    `${withLinks(docstring, names)}\n`,
    `\`\`\`ts\n${shown}\n\`\`\`\n`,
    ...(used.length === 0 ? [] : [`Uses ${used.map(linkTo).join(', ')}.\n`]),
  ].join('\n');
}

function linkTo(name) {
  return `[${name}](#${name.toLowerCase()})`;
}

/** Turns `{@link Target}` into a link, or only into the name if that has no heading. */
function withLinks(text, names) {
  return text.replaceAll(/\{@link (\w+)\}/g, (_, name) =>
    names.has(name) ? linkTo(name) : `\`${name}\``,
  );
}
