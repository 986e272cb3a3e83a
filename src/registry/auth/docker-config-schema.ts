import * as v from 'valibot';

import { UsageError } from '../../core/errors.ts';
import { parseJsonIfAny } from '../../json/parse-schema.ts';

/** The parts of Docker's `config.json` that hold credentials. */
export interface DockerConfig {
  readonly auths: Readonly<Record<string, DockerAuth>>;
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly credsStore: string | undefined;
}

/** One entry of `auths`. */
export interface DockerAuth {
  readonly auth?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly password?: string | null | undefined;
  readonly identitytoken?: string | null | undefined;
  readonly registrytoken?: string | null | undefined;
}

/** The answer of a credential helper. */
export interface HelperReply {
  readonly user: string;
  readonly secret: string;
}

/** Go's JSON decoder, which docker and podman use, accepts null for any optional field. */
const Text = v.nullish(v.string());

const AuthSchema = v.object({
  auth: Text,
  username: Text,
  password: Text,
  identitytoken: Text,
  registrytoken: Text,
});

/** A helper's name becomes part of a program's name. */
const HelperName = v.pipe(v.string(), v.regex(/^[\w.-]*$/));

const ConfigSchema = v.object({
  auths: v.nullish(v.record(v.string(), v.nullish(AuthSchema))),
  credHelpers: v.nullish(v.record(v.string(), v.nullish(HelperName))),
  credsStore: v.nullish(HelperName),
});

const HelperSchema = v.object({ Username: v.string(), Secret: v.string() });

/** Parses a docker `config.json`. Throws {@link UsageError}, which names the file but none of its values. */
export function parseDockerConfig(text: string, path: string): DockerConfig {
  const config = parseJsonIfAny(ConfigSchema, text);
  if (config === undefined) {
    // No cause: a parser's message may quote part of the text, which contains passwords.
    throw new UsageError(`${path} is not a docker configuration`, {
      hint: 'Repair it, or run docker login again.',
    });
  }
  const { auths, credHelpers, credsStore } = config;
  return {
    auths: withoutEmpty(auths ?? {}),
    credHelpers: withoutEmpty(credHelpers ?? {}),
    credsStore: credsStore === '' || credsStore === null ? undefined : credsStore,
  };
}

function withoutEmpty<Value>(
  entries: Readonly<Record<string, Value | null | undefined>>,
): Readonly<Record<string, Value>> {
  const kept = Object.entries(entries).flatMap(([key, value]): [string, Value][] =>
    value === null || value === undefined || value === '' ? [] : [[key, value]],
  );
  return Object.fromEntries(kept);
}

/** Parses the answer of a credential helper; undefined if it is not one. */
export function parseHelperReply(text: string): HelperReply | undefined {
  // Helpers report in plain text that they have nothing.
  const reply = parseJsonIfAny(HelperSchema, text);
  return reply === undefined ? undefined : { user: reply.Username, secret: reply.Secret };
}
