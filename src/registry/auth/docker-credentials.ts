import { join } from 'node:path';

import { InvalidFileError, UsageError } from '../../core/errors.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import { readRegularFile } from '../../store/read/read-regular-file.ts';
import { askHelper } from './credential-helper.ts';
import type { Credentials, CredentialSource } from './credentials.ts';
import { matchingKeys, usualKey } from './docker-keys.ts';
import { parseDockerConfig, type DockerAuth, type DockerConfig } from './docker-config-schema.ts';

type DockerEnvironment = Readonly<Record<string, string | undefined>>;

/** The variable that docker itself reads first since version 28.3 (docker/cli#6008); it holds the text of a configuration. */
const VARIABLE = 'DOCKER_AUTH_CONFIG';

/**
 * Creates a source of the credentials that `docker login`, `podman login` or `skopeo login` saved: in `$DOCKER_AUTH_CONFIG`
 * itself, in the files `$REGISTRY_AUTH_FILE`, `$DOCKER_CONFIG` or `~/.docker/config.json`, in podman's `containers/auth.json`, or
 * in their helpers. Files are read when a registry asks for credentials. Those for a registry without TLS need a key `http://…`,
 * unless it is on this machine. Throws `UsageError` for an unreadable configuration, `UnauthorizedError` for a helper that fails.
 */
export function dockerCredentials(environment: DockerEnvironment): CredentialSource {
  return {
    find: async (registry, repository) =>
      (await findDockerLogin(environment, registry, repository))?.credentials,
  };
}

/** Finds these credentials and where they come from: a variable, or the path of a file. Throws like {@link dockerCredentials}. */
export async function findDockerLogin(
  environment: DockerEnvironment,
  registry: URL,
  repository: string,
): Promise<{ readonly source: string; readonly credentials: Credentials } | undefined> {
  const search = { registry, repository, environment };
  const text = environment[VARIABLE] ?? '';
  if (text !== '') {
    const credentials = await findIn(parseDockerConfig(text, `$${VARIABLE}`), search);
    if (credentials !== undefined) return { source: VARIABLE, credentials };
  }
  for (const path of configPaths(environment)) {
    const written = await readConfig(path);
    if (written === undefined) continue;
    const credentials = await findIn(parseDockerConfig(written, path), search);
    if (credentials !== undefined) return { source: path, credentials };
  }
  return undefined;
}

/**
 * Returns undefined for a file that is missing or that this user cannot read. Throws `UsageError` if it is too large or not a
 * regular file.
 */
async function readConfig(path: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(path, DOCUMENT_BYTES)).toString('utf8');
  } catch (error) {
    if (!(error instanceof InvalidFileError)) return undefined;
    throw new UsageError(error.message, {
      cause: error,
      hint: 'It should be as docker login wrote it.',
    });
  }
}

function configPaths(environment: DockerEnvironment): readonly string[] {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  const docker = below(environment['DOCKER_CONFIG'], 'config.json');
  const config = below(environment['XDG_CONFIG_HOME'], 'containers', 'auth.json');
  return [
    ...below(environment['REGISTRY_AUTH_FILE']),
    ...(docker.length > 0 ? docker : below(home, '.docker', 'config.json')),
    ...below(environment['XDG_RUNTIME_DIR'], 'containers', 'auth.json'),
    ...(config.length > 0 ? config : below(home, '.config', 'containers', 'auth.json')),
  ];
}

function below(folder: string | undefined, ...rest: string[]): readonly string[] {
  return folder === undefined || folder === '' ? [] : [join(folder, ...rest)];
}

/** What to find credentials for. */
interface Search {
  readonly registry: URL;
  readonly repository: string;
  readonly environment: DockerEnvironment;
}

/** Like docker, asks helpers before looking into the file, and the helper of one registry before the general one. */
async function findIn(
  { auths, credHelpers, credsStore }: DockerConfig,
  { registry, repository, environment }: Search,
): Promise<Credentials | undefined> {
  const [helperKey] = matchingKeys(Object.keys(credHelpers), registry, repository);
  const helper = helperKey === undefined ? undefined : credHelpers[helperKey];
  if (helperKey !== undefined && helper !== undefined) {
    return askHelper(helper, helperKey, environment);
  }
  const keys = matchingKeys(Object.keys(auths), registry, repository);
  if (credsStore !== undefined) {
    // docker login records the keys it put into the store; credentials created by other means have no such record.
    const key = keys[0] ?? usualKey(registry);
    const found = key === undefined ? undefined : await askHelper(credsStore, key, environment);
    if (found !== undefined) return found;
  }
  for (const key of keys) {
    const auth = auths[key];
    const found = auth === undefined ? undefined : readAuth(auth);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readAuth(written: DockerAuth): Credentials | undefined {
  const registryToken = written.registrytoken ?? '';
  const identityToken = written.identitytoken ?? '';
  const [name, password] = [written.username ?? '', written.password ?? ''];
  if (registryToken !== '') return { kind: 'bearer', token: registryToken };
  if (identityToken !== '') return { kind: 'identity-token', token: identityToken };
  if (name !== '' && password !== '') return { kind: 'basic', user: name, password };
  const text = Buffer.from(written.auth ?? '', 'base64').toString();
  const [, user, secret] = /^([^:]*):(.*)$/s.exec(text) ?? [];
  if (user === undefined || secret === undefined) return undefined;
  return { kind: 'basic', user, password: secret.replace(/\0+$/, '') };
}
