/** Writes the stream `git fast-import` reads: https://git-scm.com/docs/git-fast-import/2.39.0 */

/** One commit of a tap that a test builds. */
export interface TapCommit {
  /** Also its name for `Tap.oid`, unless `id` is given. */
  readonly subject: string;
  readonly id?: string;
  /** ISO 8601, for author and committer; by default one minute after the commit before it in the list. */
  readonly date?: string;
  /** `Name <mail>`. */
  readonly author?: string;
  /** Names of commits; by default the previous one. Two make a merge, which starts from the first; none make a root. */
  readonly parents?: readonly string[];
  readonly write?: Readonly<Record<string, string | Uint8Array>>;
  /** Which of the written files are executable. */
  readonly executable?: readonly string[];
  /** Symbolic links: path and target. */
  readonly link?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
  /** Old path and new path; done before anything is written. */
  readonly rename?: Readonly<Record<string, string>>;
}

const FIRST_DATE = '2023-01-01T00:00:00Z';
const AUTHOR = 'BrewTestBot <brewtestbot@example.org>';

/** Builds the stream; the nth commit gets mark `:n`, counted from 1. */
export function fastImportStream(commits: readonly TapCommit[], branch: string): Buffer {
  const marks = new Map<string, number>();
  const parts: (string | Uint8Array)[] = [];
  let seconds = secondsOf(FIRST_DATE) - 60;
  for (const [index, commit] of commits.entries()) {
    const mark = index + 1;
    seconds = commit.date === undefined ? seconds + 60 : secondsOf(commit.date);
    const parents = commit.parents?.map((id) => markOf(marks, id)) ?? (index > 0 ? [index] : []);
    const who = `${commit.author ?? AUTHOR} ${seconds} +0000`;
    parts.push(...head(commit, { mark, who, branch, parents }), ...changes(commit), '\n');
    marks.set(commit.id ?? commit.subject, mark);
  }
  parts.push(`reset refs/heads/${branch}\nfrom :${commits.length}\n`, 'done\n');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function* head(
  commit: TapCommit,
  known: {
    readonly mark: number;
    readonly who: string;
    readonly branch: string;
    readonly parents: readonly number[];
  },
): Iterable<string | Uint8Array> {
  const { mark, who, branch, parents } = known;
  const [first, ...others] = parents;
  // A root needs a branch that does not exist yet.
  if (first === undefined) yield `reset refs/heads/${branch}\n`;
  yield `commit refs/heads/${branch}\nmark :${mark}\nauthor ${who}\ncommitter ${who}\n`;
  yield* data(commit.subject);
  if (first !== undefined) yield `from :${first}\n`;
  for (const other of others) yield `merge :${other}\n`;
}

function* changes(commit: TapCommit): Iterable<string | Uint8Array> {
  for (const [from, to] of Object.entries(commit.rename ?? {})) {
    yield `R ${quote(from)} ${quote(to)}\n`;
  }
  for (const path of commit.remove ?? []) yield `D ${quote(path)}\n`;
  for (const [path, content] of Object.entries(commit.write ?? {})) {
    const mode = commit.executable?.includes(path) === true ? '100755' : '100644';
    yield `M ${mode} inline ${quote(path)}\n`;
    yield* data(content);
  }
  for (const [path, target] of Object.entries(commit.link ?? {})) {
    yield `M 120000 inline ${quote(path)}\n`;
    yield* data(target);
  }
}

function* data(content: string | Uint8Array): Iterable<string | Uint8Array> {
  const bytes = Buffer.from(content);
  yield `data ${bytes.length}\n`;
  yield bytes;
  yield '\n';
}

function quote(path: string): string {
  return `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function markOf(marks: ReadonlyMap<string, number>, id: string): number {
  const mark = marks.get(id);
  if (mark === undefined)
    throw new Error(`no commit is called ${JSON.stringify(id)} before this one`);
  return mark;
}

function secondsOf(date: string): number {
  const milliseconds = Date.parse(date);
  if (Number.isNaN(milliseconds)) throw new Error(`${JSON.stringify(date)} is not a date`);
  return milliseconds / 1000;
}
