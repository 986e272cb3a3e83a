import * as v from 'valibot';

import { Count } from '../parts/parts-schema.ts';

const MaybeText = v.nullable(v.string());

/** Where certificate authorities come from besides Node's own. */
export const AuthoritiesFacts = v.object({
  caFile: MaybeText,
  added: Count,
  variables: v.array(v.object({ variable: v.string(), path: v.string(), certificates: Count })),
});

const Answered = {
  registry: v.string(),
  status: Count,
  tookMs: v.number(),
  address: MaybeText,
  proxy: MaybeText,
  challenges: v.array(v.string()),
  rateLimit: v.nullable(
    v.object({ limit: Count, remaining: Count, windowSeconds: v.nullable(Count) }),
  ),
};

/** What answered as a registry, or in place of one. */
export const RegistryFacts = {
  answered: v.object(Answered),
  portal: v.object({ ...Answered, leadsTo: MaybeText }),
};

/** Who signed the certificate, as seen during a request or when it was checked by itself. */
export const CertificateFacts = {
  used: v.object({ issuer: MaybeText }),
  seen: v.object({
    issuer: MaybeText,
    subject: MaybeText,
    reason: MaybeText,
    validFrom: v.string(),
    validTo: v.string(),
  }),
};

/** Which server was asked for a token. */
export const TokenFacts = {
  given: v.object({ server: v.string() }),
  refused: v.object({ server: v.string(), repository: v.string(), hasCredentials: v.boolean() }),
};

const Side = v.exactOptional(v.picklist(['behind', 'ahead']));

/** What this machine's clock was compared with. */
export const ClockFacts = {
  none: v.object({ now: v.string() }),
  compared: v.object({
    now: v.string(),
    serverTime: v.string(),
    skewSeconds: v.number(),
    side: Side,
  }),
  byCertificate: v.object({
    now: v.string(),
    validFrom: v.string(),
    validTo: v.string(),
    side: Side,
  }),
};
