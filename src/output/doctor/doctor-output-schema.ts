import * as v from 'valibot';

import { Count, ErrorCodeSchema, ErrorSchema, PlaceSchema } from '../parts/parts-schema.ts';
import {
  AuthoritiesFacts,
  CertificateFacts,
  ClockFacts,
  RegistryFacts,
  TokenFacts,
} from './network-facts-schema.ts';

const MaybeText = v.nullable(v.string());
const None = v.object({});

/** Makes the schema of a check that ended with one of these codes. */
function ended<
  const Check extends string,
  const Codes extends readonly [string, ...string[]],
  Facts extends v.GenericSchema,
>(check: Check, codes: Codes, facts: Facts) {
  return v.object({
    check: v.literal(check),
    status: v.picklist(['ok', 'warning', 'failed', 'skipped']),
    code: v.picklist(codes),
    facts,
    error: v.nullable(ErrorSchema),
  });
}

const Needs = { needs: v.string() };
const Cache = { directory: v.string(), exists: v.boolean() };
const CacheSizes = { ...Cache, writable: v.boolean(), sizeBytes: Count, freeBytes: Count };
const Configuration = {
  userFile: v.string(),
  userOptions: v.array(v.string()),
  projectFile: MaybeText,
  projectOptions: v.array(v.string()),
  variables: v.array(v.string()),
  unknownVariables: v.array(v.string()),
};
const Proxy = { proxy: v.string(), setBy: MaybeText, registry: v.string() };
const Credentials = { registry: v.string(), foundIn: MaybeText };
const Files = v.object({
  files: v.array(
    v.object({
      origin: v.string(),
      path: v.string(),
      sizeBytes: Count,
      kind: v.nullable(v.picklist(['answers', 'atlas'])),
      tap: MaybeText,
      head: v.nullable(PlaceSchema),
      begins: MaybeText,
      ageDays: v.nullable(Count),
      isIntact: v.nullable(v.literal(true)),
      errorCode: MaybeText,
    }),
  ),
});
const Clones = v.object({
  clones: v.array(
    v.object({
      origin: v.string(),
      path: MaybeText,
      head: v.nullable(PlaceSchema),
      ageDays: v.nullable(Count),
      isCutOff: v.nullable(v.boolean()),
      atlas: v.nullable(v.picklist(['none', 'current', 'behind', 'damaged'])),
      errorCode: MaybeText,
    }),
  ),
});

/** A check that was skipped, or failed the way other commands do; the code is then that of the error. */
const FailedSchema = v.object({
  check: v.string(),
  status: v.picklist(['warning', 'failed', 'skipped']),
  code: v.picklist([
    ...ErrorCodeSchema.options,
    'TIMEOUT',
    'NO_ANSWER',
    'OFFLINE',
    'CONFIGURATION_INVALID',
  ]),
  facts: v.union([v.object(Proxy), v.object({ limitMs: Count }), v.object(Needs), None]),
  error: v.nullable(ErrorSchema),
});

const CheckSchema = v.union([
  ended('node', ['NODE', 'NODE_TOO_OLD'], v.object({ version: v.string(), ...Needs })),
  ended('git', ['GIT'], v.object({ version: v.string(), ...Needs })),
  ended('cache', ['CACHE', 'CACHE_LITTLE_SPACE'], v.object(CacheSizes)),
  ended('cache', ['CACHE_READ_ONLY'], v.object({ ...Cache, writable: v.literal(false) })),
  ended('cache', ['CACHE_NO_FOLDER'], v.object(Cache)),
  ended(
    'configuration',
    ['CONFIGURATION', 'CONFIGURATION_UNKNOWN_VARIABLE'],
    v.object(Configuration),
  ),
  ended(
    'configuration',
    ['CONFIGURATION_INVALID'],
    v.object({ ...Configuration, errorCode: v.string() }),
  ),
  ended('proxy', ['NO_PROXY_SET'], v.object({ proxy: v.null() })),
  ended('proxy', ['PROXY', 'PROXY_EXCEPTION'], v.object(Proxy)),
  ended('authorities', ['AUTHORITIES', 'AUTHORITIES_NOT_READ'], AuthoritiesFacts),
  ended('registry', ['REGISTRY', 'NOT_A_REGISTRY'], RegistryFacts.answered),
  ended('registry', ['PORTAL'], RegistryFacts.portal),
  ended('certificate', ['WITHOUT_TLS'], v.object({ registry: v.string() })),
  ended('certificate', ['CERTIFICATE', 'CERTIFICATE_NOT_TRUSTED'], CertificateFacts.seen),
  ended('certificate', ['CERTIFICATE'], CertificateFacts.used),
  ended('certificate', ['NOT_SEEN'], None),
  ended('token', ['NO_TOKEN_NEEDED'], None),
  ended('token', ['TOKEN_NEEDS_LOGIN', 'TOKEN_REFUSED'], TokenFacts.refused),
  ended('token', ['TOKEN'], TokenFacts.given),
  ended('clock', ['NO_DATE'], ClockFacts.none),
  ended('clock', ['CLOCK', 'CLOCK_WRONG'], ClockFacts.compared),
  ended('clock', ['CLOCK_WRONG', 'CERTIFICATE_OVER'], ClockFacts.byCertificate),
  ended('credentials', ['CREDENTIALS', 'NO_CREDENTIALS'], v.object(Credentials)),
  ended('answers', ['ANSWERS', 'ANSWERS_OLD', 'ANSWERS_UNUSABLE', 'NO_ANSWERS'], Files),
  ended('clones', ['CLONES', 'NO_CLONES', 'CLONE_UNUSABLE', 'ATLAS_DAMAGED'], Clones),
  FailedSchema,
]);

/** The output of `brewpull doctor`. */
export const DoctorSchema = v.object({
  status: v.picklist(['ok', 'warning', 'failed']),
  failed: Count,
  warnings: Count,
  checks: v.array(CheckSchema),
});
