import type { PageCommand } from './read-pages.ts';

/** Where the places that the pages name are in a test. */
export interface Places {
  /** The folder for `N.code` and `N.output` of each command line. */
  readonly results: string;
  readonly home: string;
  /** Host and port of a registry without TLS. */
  readonly own: string;
  /** Host and port of a SOCKS proxy. */
  readonly socks: string;
}

/** The address that `brewpull serve` has in the pages. */
const SERVED = '192.168.1.20:8750';

const PORT = SERVED.split(':')[1];

/** Returns names in the pages and what they are in a test. */
function substitutesOf({ home, own, socks }: Places): readonly (readonly [string, string])[] {
  return [
    // The world's Homebrew is not in brewpull's table, from which a release would be chosen.
    ['--with-brew', '--brew 99.0.1'],
    ['/media/stick/', `${home}/stick/`],
    ['/usr/local/bin/brew', `${home}/usr-local/bin/brew`],
    ['127.0.0.1:9050', socks],
    ['localhost:5000', own],
    ['10.0.0.5:5000', own],
  ];
}

/**
 * Makes one bash script from the command lines of a page. Each is evaluated in the same shell, so that a `cd` or an `export`
 * applies to the next; what it prints and its exit code go into files. A server runs until the page ends.
 */
export function scriptOf(
  commands: readonly PageCommand[],
  stages: Readonly<Record<string, string>>,
  places: Places,
): string {
  const lines = ['exec </dev/null', 'fpath=("" ~/zsh)', 'served=', 'server='];
  const staged = new Set<string>();
  for (const [index, { page, heading, text }] of commands.entries()) {
    for (const key of [page, `${page}#${heading}`, `${page}: ${text.replace(/\s+#.*/, '')}`]) {
      const stage = stages[key];
      if (!staged.has(key) && stage !== undefined) {
        lines.push(`{ ${stage}\n} >${quote(`${places.results}/stage`)} 2>&1`);
        lines.push(`[ $? = 0 ] || { cat ${quote(`${places.results}/stage`)} >&2; exit 1; }`);
      }
      staged.add(key);
    }
    const output = quote(`${places.results}/${index}.output`);
    const code = quote(`${places.results}/${index}.code`);
    if (/^brewpull serve\b/.test(text)) lines.push(...serverLines(text, output, code));
    else
      lines.push(
        ...commandLines(text, places),
        `{ eval "$line"; } >${output} 2>&1`,
        `echo $? >${code}`,
      );
    lines.push(
      `[ -z "$served" ] || sed -i "s/$served/${SERVED}/g; s/:\${served##*:}\\b/:${PORT}/g" ${output}`,
    );
  }
  lines.push('if [ -n "$server" ]; then kill -INT "$server"; wait "$server"; fi', 'exit 0', '');
  return lines.join('\n');
}

function commandLines(text: string, places: Places): readonly string[] {
  const line = substitutesOf(places).reduce(
    (changed, [name, value]) => changed.replaceAll(name, value),
    text,
  );
  return [`line=${quote(line)}`, `[ -z "$served" ] || line=\${line//${SERVED}/$served}`];
}

/** Returns lines that start a server on a free port and wait until it says where it is. */
function serverLines(text: string, output: string, code: string): readonly string[] {
  return [
    `${text} --port 0 >${output} 2>&1 &`,
    'server=$!',
    `for _ in {1..600}; do grep -q '^Ctrl-C' ${output} && break; kill -0 "$server" || break; sleep 0.1; done`,
    `served=$(sed -n 's|^serving .* at http://\\(.*\\)/$|\\1|p' ${output} | head -n 1)`,
    `[ -n "$served" ]; echo $? >${code}`,
  ];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
