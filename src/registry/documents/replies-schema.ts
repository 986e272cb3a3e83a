import * as v from 'valibot';
import { checkJson, parseJson, parseJsonIfAny } from '../../json/parse-schema.ts';
import { keepGood } from './elements-schema.ts';
import { servedJson } from './served-json.ts';
import { isOciTag } from '../reference.ts';
import type { Rejection } from './rejection.ts';

/** A token server's answer: https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/auth/token.md. */
export interface TokenReply {
  readonly token: string;
  /** Undefined if the server does not say, as with ghcr.io. */
  readonly expiresInSeconds: number | undefined;
}

/** One page of `/tags/list`. */
export interface TagsPage {
  /** References that a client can request, in the order served. */
  readonly tags: readonly string[];
  readonly rejected: readonly Rejection[];
}

/** One element of an error body: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes. */
export interface RegistryComplaint {
  readonly code: string;
  readonly message: string;
}

/** A token goes into a header, so it may only contain what a header value may. */
const TokenText = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,65536}$/, 'not a token'));

// Some servers send both and leave one of them empty.
const TokenSchema = v.object({
  token: v.nullish(v.string()),
  access_token: v.nullish(v.string()),
  expires_in: v.nullish(v.pipe(v.number(), v.minValue(0, 'not a time'))),
  issued_at: v.nullish(v.string()),
});

// Spec: a list. Harbor and old distributions answer null for a repository without tags.
const TagsSchema = v.pipe(
  v.object({
    name: v.nullish(v.unknown()),
    tags: v.nullish(
      v.pipe(v.array(v.unknown()), v.maxLength(100_000, 'more than the limit of 100,000')),
    ),
  }),
  // Otherwise any other JSON would pass for a repository without tags.
  v.check(({ name, tags }) => name !== undefined || tags !== undefined, 'not a list of tags'),
);

const TagText = v.pipe(v.string(), v.check(isOciTag, 'not a tag'));

const ComplaintSchema = v.object({
  code: v.optional(v.string(), ''),
  message: v.optional(v.string(), ''),
});

/** What distribution and later registries answer at `v2/`; quay.io says `true`. */
const GreetingSchema = v.union([v.strictObject({}), v.literal(true)]);

const ErrorSchema = v.object({ errors: v.array(v.unknown()) });

/** Parses the answer of a token server; `token` takes precedence over `access_token`. Throws `RegistryResponseError`. */
export function parseTokenReply(bytes: Uint8Array, what: string): TokenReply {
  const reply = parseJson(TokenSchema, bytes, servedJson(what));
  const written = [reply.token, reply.access_token].find((each) => (each ?? '') !== '');
  const token = checkJson(TokenText, written, servedJson(what));
  return { token, expiresInSeconds: reply.expires_in ?? undefined };
}

/** Parses one page of tags; anything that cannot be a tag is left out and reported. Throws `RegistryResponseError`. */
export function parseTagsPage(bytes: Uint8Array, what: string): TagsPage {
  const page = parseJson(TagsSchema, bytes, servedJson(what));
  const { good, rejected } = keepGood(TagText, page.tags ?? [], 'tags');
  return { tags: good, rejected };
}

/** Reads the body of an error answer; empty if it is not a registry's, such as HTML or XML from a proxy or blob host. */
export function readComplaints(bytes: Uint8Array): readonly RegistryComplaint[] {
  const body = parseJsonIfAny(ErrorSchema, bytes);
  return keepGood(ComplaintSchema, body?.errors ?? [], 'errors').good;
}

/** Returns whether a body is what registries answer when asked whether they are one. */
export function isGreeting(bytes: Uint8Array): boolean {
  return parseJsonIfAny(GreetingSchema, bytes) !== undefined;
}
