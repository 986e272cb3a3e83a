import * as v from 'valibot';
import { ShownText } from '../../../json/field-schema.ts';
import type { Advisory, AffectedEvent, AffectedPackage } from '../advisory.ts';
import { severityOf } from '../severity/severity-of.ts';

/** The major version of the OSV schema that is read. */
export const SCHEMA_MAJOR = '1';

/** Text that a record may leave out or write as null; anything else counts as null. */
const IfText = v.optional(v.fallback(v.nullable(v.string()), null), null);

/** There may be thousands of versions, so each must be short. */
const VersionText = v.pipe(v.string(), v.maxLength(200, 'longer than 200 characters'));

const Event = v.object({
  introduced: v.nullish(VersionText),
  fixed: v.nullish(VersionText),
  last_affected: v.nullish(VersionText),
  limit: v.nullish(VersionText),
});

const Range = v.object({ type: v.nullish(v.string()), events: listOf(Event) });

const Specific = v.nullish(v.looseObject({ severity: IfText, fix: IfText }));

const Affected = v.object({
  package: v.nullish(v.object({ ecosystem: v.nullish(v.string()), name: v.nullish(v.string()) })),
  ranges: listOf(Range),
  versions: listOf(VersionText),
  ecosystem_specific: Specific,
  database_specific: Specific,
});

const Record = v.object({
  schema_version: v.nullish(ShownText),
  id: v.pipe(ShownText, v.nonEmpty('empty')),
  summary: IfText,
  aliases: listOf(ShownText),
  upstream: listOf(ShownText),
  references: listOf(v.object({ url: IfText })),
  severity: listOf(v.object({ type: v.string(), score: v.string() })),
  affected: listOf(Affected),
  database_specific: Specific,
});

/** One OSV record, as far as brew reads it. What decides about a version must have the right form; the rest may be wrong. */
export const AdvisorySchema = v.pipe(
  Record,
  v.check(
    ({ schema_version }) =>
      schema_version?.split('.')[0] === SCHEMA_MAJOR || schema_version == null,
    'an unsupported version of the OSV schema',
  ),
  v.transform(toAdvisory),
);

/** What the file says about itself. */
export const MetaSchema = v.object({ schema_version: v.nullish(ShownText) });

/** The records of a formula before each is checked. */
export const RecordList = v.array(v.unknown());

/** Returns the id of a record that may be broken; undefined if it has none that can be shown. */
export function idIn(record: unknown): string | undefined {
  const named = v.safeParse(v.object({ id: v.pipe(ShownText, v.nonEmpty()) }), record);
  return named.success ? named.output.id : undefined;
}

/** Makes a list that may be missing. */
function listOf<const S extends v.GenericSchema>(each: S) {
  return v.nullish(v.array(each), []);
}

function toAdvisory(record: v.InferOutput<typeof Record>): Advisory {
  const { severity, cvss } = severityOf({
    scores: record.severity,
    words: [
      textOf(record.database_specific?.severity),
      ...record.affected.flatMap(({ ecosystem_specific, database_specific }) => [
        textOf(ecosystem_specific?.severity),
        textOf(database_specific?.severity),
      ]),
    ],
  });
  return {
    id: record.id,
    upstream: record.upstream,
    aliases: record.aliases,
    summary: textOf(record.summary),
    severity,
    cvss,
    references: webAddresses(record.references.map(({ url }) => url)),
    fix: textOf(record.affected[0]?.ecosystem_specific?.fix),
    affected: record.affected.map((each) => toPackage(each)),
  };
}

function toPackage(each: v.InferOutput<typeof Affected>): AffectedPackage {
  return {
    ecosystem: each.package?.ecosystem ?? undefined,
    name: each.package?.name ?? undefined,
    ranges: each.ranges.map(({ type, events }) => ({
      type: type ?? undefined,
      events: events.flatMap((event) => toEvent(event) ?? []),
    })),
    versions: each.versions,
  };
}

const KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

/** Reads one boundary. If an event names several, which the OSV schema forbids, brew reads the first in this order. */
function toEvent(event: v.InferOutput<typeof Event>): AffectedEvent | undefined {
  for (const kind of KINDS) {
    const version = event[kind];
    if (typeof version === 'string') return { kind, version };
  }
  return undefined;
}

/** Returns each web address once; whatever else a record calls a reference leads nowhere. */
function webAddresses(urls: readonly (string | null)[]): readonly string[] {
  const addresses = urls.filter((url) => url !== null && /^https?:\/\/[^\s<>"]+$/i.test(url));
  return [...new Set(addresses)].flatMap((url) => (url !== null && URL.canParse(url) ? [url] : []));
}

function textOf(text: string | null | undefined): string | undefined {
  return text ?? undefined;
}
