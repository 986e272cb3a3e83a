import * as v from 'valibot';

import { UsageError } from '../../core/errors.ts';

/** The parts of Docker's `config.json` that hold credentials. */
export interface DockerConfig {
  readonly auths: Readonly<Record<string, DockerAuth>>;
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly credsStore: string | undefined;
}

/** One entry of `auths`. */
export interface DockerAuth {
  readonly auth?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly identitytoken?: string | undefined;
  readonly registrytoken?: string | undefined;
}

/** What a credential helper answers. */
export interface HelperReply {
  readonly user: string;
  readonly secret: string;
}

const ConfigSchema = v.object({
  auths: v.optional(
    v.record(
      v.string(),
      v.object({
        auth: v.optional(v.string()),
        username: v.optional(v.string()),
        password: v.optional(v.string()),
        identitytoken: v.optional(v.string()),
        registrytoken: v.optional(v.string()),
      }),
    ),
    {},
  ),
  // A helper's name becomes a program's name.
  credHelpers: v.optional(v.record(v.string(), v.pipe(v.string(), v.regex(/^[\w.-]+$/))), {}),
  credsStore: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]*$/))),
});

const HelperSchema = v.object({ Username: v.string(), Secret: v.string() });

/** Parses a docker `config.json`. Throws {@link UsageError} that names the file and none of its values. */
export function parseDockerConfig(text: string, path: string): DockerConfig {
  try {
    const { auths, credHelpers, credsStore } = v.parse(ConfigSchema, JSON.parse(text));
    return { auths, credHelpers, credsStore: credsStore === '' ? undefined : credsStore };
  } catch (error) {
    throw new UsageError(`${path} is not a docker configuration`, {
      hint: 'Repair it, or run docker login again.',
      // The message of a parser may hold a part of the text, and the text holds passwords.
      cause: new Error(error instanceof v.ValiError ? 'wrong shape' : 'not JSON'),
    });
  }
}

/** Parses the answer of a credential helper; undefined when it is none. */
export function parseHelperReply(text: string): HelperReply | undefined {
  try {
    const { Username, Secret } = v.parse(HelperSchema, JSON.parse(text));
    return { user: Username, secret: Secret };
  } catch {
    return undefined; // Helpers say in plain text that they have nothing.
  }
}
