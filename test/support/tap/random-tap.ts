import type { TapCommit } from './fast-import.ts';
import { formulaText } from './formula-text.ts';

/** One thing that a random history does: which formula, and what. */
export interface Step {
  readonly action:
    | 'bump'
    | 'bottle'
    | 'rebuild'
    | 'damage'
    | 'delete'
    | 'shard'
    | 'rename'
    | 'revert'
    | 'chmod'
    /** A rename in two commits: the new file comes, and the old one stays until it is deleted. */
    | 'split'
    /** An alias that leads to the formula from now on, or is removed. */
    | 'alias'
    /** A branch that does something and undoes it before it is merged. */
    | 'detour';
  readonly formula: number;
  /** Whether it happens on a branch of its own that is merged at once, as pull requests are. */
  readonly isBranch: boolean;
  readonly seed: number;
}

interface File {
  readonly path: string;
  readonly text: string;
  readonly version: number;
  readonly entries: Readonly<Record<string, string>>;
}

const NAMES = ['foo', 'bar', 'libqux', 'zap', 'foo@1'];
/** One of them is not the name of a formula. */
const ALIASES = ['al', 'zap', 'foo@1'];
const TAGS = ['big_sur', 'arm64_big_sur', 'monterey', 'x86_64_linux', 'all'];

/** Makes the commits of a tap out of random steps; steps that make no sense where they occur do something else. */
export function randomTap(
  steps: readonly Step[],
  { hasRenames }: { readonly hasRenames: boolean },
): TapCommit[] {
  const files = new Map<string, File>();
  const older = new Map<string, string[]>();
  const renames: Record<string, string> = {};
  const commits: TapCommit[] = [
    { subject: 'begin', write: { 'README.md': 'A tap.', 'Formula/lib/libkeep.rb': keep() } },
  ];
  const table = (): Record<string, string> =>
    hasRenames ? { 'formula_renames.json': JSON.stringify(renames) } : {};
  for (const [index, step] of steps.entries()) {
    const name = NAMES[step.formula % NAMES.length] ?? 'foo';
    const base = commits.at(-1)?.subject ?? '';
    if (step.action === 'detour') {
      commits.push(...detour(name, files.get(name), index, base));
      continue;
    }
    const change = apply(step, name, { files, older, renames, index });
    const subject = `${index}: ${step.action} ${name}`;
    const commit = { ...change, subject, write: { ...table(), ...change.write } };
    if (step.isBranch) {
      commits.push(
        { ...commit, subject: `${subject} (branch)`, parents: [base] },
        { subject: `${index}: other`, parents: [base], write: { 'README.md': `${index}` } },
        {
          ...commit,
          subject: `${index}: merge`,
          parents: [`${index}: other`, `${subject} (branch)`],
        },
      );
    } else {
      commits.push(commit);
    }
  }
  return commits;
}

function detour(name: string, file: File | undefined, index: number, base: string): TapCommit[] {
  const path = file?.path ?? `Formula/${name}.rb`;
  const text = formulaText({ name, version: `9.${index}` });
  const [there, back, other] = [`${index}: there`, `${index}: back`, `${index}: other`];
  return [
    { subject: there, parents: [base], write: { [path]: text } },
    {
      subject: back,
      parents: [there],
      ...(file === undefined ? { remove: [path] } : { write: { [path]: file.text } }),
    },
    { subject: other, parents: [base], write: { 'README.md': `${index}` } },
    { subject: `${index}: merge`, parents: [other, back], write: { 'README.md': `${index}!` } },
  ];
}

interface World {
  readonly files: Map<string, File>;
  readonly older: Map<string, string[]>;
  readonly renames: Record<string, string>;
  readonly index: number;
}

function apply(step: Step, name: string, world: World): Omit<TapCommit, 'subject'> {
  const { files, older, renames, index } = world;
  const file = files.get(name);
  if (step.action === 'alias') {
    const alias = `Aliases/${ALIASES[step.seed % ALIASES.length]}`;
    return step.seed % 5 === 0
      ? { remove: [alias] }
      : { link: { [alias]: `../${file?.path ?? `Formula/${name}.rb`}` } };
  }
  if (file === undefined) {
    const isShard = step.seed % 2 === 0;
    const shard = name.startsWith('lib') ? 'lib' : name.charAt(0);
    const path = isShard ? `Formula/${shard}/${name}.rb` : `Formula/${name}.rb`;
    return put(world, name, { path, version: index, entries: {} });
  }
  switch (step.action) {
    case 'bump':
      return put(world, name, { ...file, version: index });
    case 'bottle':
    case 'rebuild': {
      const tags = TAGS.filter((_, bit) => ((step.seed >> bit) & 1) === 1);
      const entries = Object.fromEntries(
        tags.map((tag, place) => [tag, checksum(step.seed % 3, place + index)]),
      );
      return put(world, name, { ...file, entries });
    }
    case 'damage':
      return put(world, name, file, damage(step, name, file, index));
    case 'delete':
      files.delete(name);
      return { remove: [file.path] };
    case 'shard': {
      const shard = name.startsWith('lib') ? 'lib' : name.charAt(0);
      const flat = `Formula/${name}.rb`;
      const path = file.path === flat ? `Formula/${shard}/${name}.rb` : flat;
      files.set(name, { ...file, path });
      if (step.seed % 3 > 0) return { rename: { [file.path]: path } };
      const moved = put(world, name, { ...file, path, version: index });
      return { ...moved, remove: [file.path] };
    }
    case 'rename': {
      const to = NAMES[(step.formula + 1 + (step.seed % 3)) % NAMES.length] ?? 'bar';
      if (files.has(to) || to === name) return put(world, name, { ...file, version: index });
      const shard = to.startsWith('lib') ? 'lib' : to.charAt(0);
      const path = `Formula/${shard}/${to}.rb`;
      files.delete(name);
      delete renames[to];
      renames[name] = to;
      if (step.seed % 2 === 0) {
        files.set(to, { ...file, path });
        return { rename: { [file.path]: path } };
      }
      return { ...put(world, to, { ...file, path }), remove: [file.path] };
    }
    case 'split': {
      const to = NAMES[(step.formula + 1 + (step.seed % 3)) % NAMES.length] ?? 'bar';
      if (files.has(to) || to === name) return put(world, name, { ...file, version: index });
      delete renames[to];
      renames[name] = to;
      const shard = to.startsWith('lib') ? 'lib' : to.charAt(0);
      return put(world, to, { ...file, path: `Formula/${shard}/${to}.rb`, version: index });
    }
    case 'revert': {
      const texts = older.get(name) ?? [];
      const text = texts[step.seed % Math.max(1, texts.length)] ?? file.text;
      files.set(name, { ...file, text });
      return { write: { [file.path]: text } };
    }
    case 'chmod':
    case 'detour':
      return { write: { [file.path]: file.text } };
  }
}

/** Makes a text that cannot be read at all, or one that lost its version but still has its bottles. */
function damage({ seed }: Step, name: string, { entries }: File, index: number): string {
  if (seed % 2 === 0) return `<<<<<<< HEAD ${index}\n`;
  const bottle = Object.keys(entries).length === 0 ? {} : { bottle: { entries } };
  const whole = formulaText({ name, version: String(index), ...bottle });
  return whole.replaceAll(/^ {2}url .*$/gm, `  # ${index}`);
}

function put(
  { files, older }: World,
  name: string,
  file: Omit<File, 'text'>,
  damaged?: string,
): Omit<TapCommit, 'subject'> {
  const { path, version, entries } = file;
  const facts = { name, version: `1.${version}` };
  const text =
    damaged ??
    formulaText({
      ...facts,
      ...(Object.keys(entries).length === 0 ? {} : { bottle: { entries } }),
    });
  files.set(name, { path, version, entries, text });
  older.set(name, [...(older.get(name) ?? []), text]);
  return { write: { [path]: text } };
}

function checksum(kind: number, seed: number): string {
  return String(kind === 0 ? 7 : seed).padStart(64, '0');
}

function keep(): string {
  return formulaText({ name: 'libkeep', version: '1' });
}
