import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const FOLDER = join(import.meta.dirname, '../../../fixtures/advisories');

const KINDS: Readonly<Record<string, string>> = {
  i: 'introduced',
  f: 'fixed',
  l: 'last_affected',
  x: 'limit',
};

const STATES = { a: 'affected', f: 'fixed', n: 'not-applicable', u: 'unchecked' } as const;

const StateLetter = v.picklist(['a', 'f', 'n', 'u']);

const Entry = v.union([
  v.strictTuple([v.union([v.literal(0), v.string()]), v.array(v.array(v.nullable(v.string())))]),
  v.strictTuple([
    v.union([v.literal(0), v.string()]),
    v.array(v.array(v.nullable(v.string()))),
    v.array(v.string()),
  ]),
]);

const Verdict = v.union([
  v.strictTuple([v.string(), StateLetter]),
  v.strictTuple([v.string(), StateLetter, v.nullable(v.string())]),
  v.strictTuple([v.string(), StateLetter, v.nullable(v.string()), StateLetter]),
]);

const Ranges = v.array(v.strictTuple([v.array(Entry), v.array(Verdict)]));

/** How brew judged one version by one record. */
export interface JudgedVersion {
  readonly version: string;
  readonly state: (typeof STATES)[keyof typeof STATES];
  readonly fixedIn: string | undefined;
  /** By brew's order of kegs. */
  readonly kegState: (typeof STATES)[keyof typeof STATES];
}

/** Reads a file of records that brew judged, each in OSV's form and about the formula `foo`, with the verdicts. */
export function judgedRanges(file: string) {
  return v.parse(Ranges, readJsonFile(file)).map(([entries, verdicts]) => ({
    record: { id: 'BREW-foo-CVE-1', affected: entries.map(toAffected) },
    verdicts: verdicts.map(toVerdict),
  }));
}

function toVerdict([version, letter, fixedIn, kegLetter]: v.InferOutput<
  typeof Verdict
>): JudgedVersion {
  const state = STATES[letter];
  const kegState = kegLetter === undefined ? state : STATES[kegLetter];
  return { version, state, fixedIn: fixedIn ?? undefined, kegState };
}

function toAffected([name, ranges, versions = []]: v.InferOutput<typeof Entry>) {
  const [ecosystem, formula] = name === 0 ? ['Homebrew', 'foo'] : name.split('/');
  return { package: { ecosystem, name: formula }, ranges: ranges.map(toRange), versions };
}

function toRange([type, ...flat]: readonly (string | null)[]) {
  const events = Array.from({ length: flat.length / 2 }, (_, index) => ({
    [KINDS[flat[index * 2] ?? ''] ?? '']: flat[index * 2 + 1],
  }));
  return { type, events };
}

const Word = v.nullable(v.string());

const Severities = v.object({
  vectors: v.array(v.strictTuple([v.string(), v.nullable(v.number()), Word])),
  records: v.array(v.strictTuple([v.record(v.string(), v.unknown()), Word])),
});

/** Reads how brew scored vectors, and which severity it read from whole records. */
export function judgedSeverities() {
  return v.parse(Severities, readJsonFile('severities.json'));
}

function readJsonFile(file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
}
