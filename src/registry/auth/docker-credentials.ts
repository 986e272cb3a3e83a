import { join } from 'node:path';

import { InvalidFileError, UsageError } from '../../core/errors.ts';
import { readRegularFile } from '../../store/read-regular-file.ts';
import { askHelper } from './credential-helper.ts';
import type { Credentials, CredentialSource } from './credentials.ts';
import { parseDockerConfig, type DockerAuth, type DockerConfig } from './schema-docker-config.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;

type Environment = Readonly<Record<string, string | undefined>>;

/** The key of Docker Hub in every configuration. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';
const DOCKER_HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/**
 * Credentials that `docker login`, `podman login` or `skopeo login` left: `$REGISTRY_AUTH_FILE`, `$DOCKER_CONFIG` or
 * `~/.docker/config.json`, podman's `containers/auth.json`, with their helpers. Files are read when a registry asks for
 * credentials. Throws `UsageError` for a file that cannot be understood, `UnauthorizedError` for a helper that fails.
 */
export function dockerCredentials(environment: Environment): CredentialSource {
  return {
    find: async (registry, repository) => {
      const keys = keysOf(registry, repository);
      for (const path of configPaths(environment)) {
        const text = await readConfig(path);
        if (text === undefined) continue;
        const found = await findIn(parseDockerConfig(text, path), keys, environment);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** A file that is not there or not readable for this user holds no credentials of this user; what is no file is said. */
async function readConfig(path: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(path, LIMIT_BYTES)).toString('utf8');
  } catch (error) {
    if (!(error instanceof InvalidFileError)) return undefined;
    throw new UsageError(error.message, {
      cause: error,
      hint: 'It should be as docker login wrote it.',
    });
  }
}

function configPaths(environment: Environment): readonly string[] {
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

/** Docker asks a helper before it looks into the file, and the helper of one registry before that of all. */
async function findIn(
  { auths, credHelpers, credsStore }: DockerConfig,
  { keys, usualKey }: Keys,
  environment: Environment,
): Promise<Credentials | undefined> {
  for (const key of keys) {
    const helper = Object.hasOwn(credHelpers, key) ? credHelpers[key] : undefined;
    if (helper !== undefined) return askHelper(helper, key, environment);
  }
  if (credsStore !== undefined) {
    // docker login notes the keys it gave to the store; those that make credentials themselves have no such note.
    const noted = keys.find((key) => Object.hasOwn(auths, key)) ?? usualKey;
    const found = await askHelper(credsStore, noted, environment);
    if (found !== undefined) return found;
  }
  for (const key of keys) {
    const auth = Object.hasOwn(auths, key) ? auths[key] : undefined;
    const found = auth === undefined ? undefined : readAuth(auth);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a registry may stand under in a configuration, the most specific first. */
interface Keys {
  readonly keys: readonly string[];
  /** The one that docker itself would write. */
  readonly usualKey: string;
}

/** Docker writes hosts, URLs, and for its own Hub an address of an older API; podman also repositories. */
function keysOf({ host, href }: URL, repository: string): Keys {
  if (DOCKER_HUB_HOSTS.has(host)) {
    const keys = [...withParents('docker.io', repository), DOCKER_HUB_KEY, 'index.docker.io'];
    return { keys, usualKey: DOCKER_HUB_KEY };
  }
  const urls = [href, href.replace(/\/$/, ''), `https://${host}/v2/`, `https://${host}/v1/`];
  return { keys: [...withParents(host, repository), ...urls], usualKey: host };
}

/** `host/a/b`, `host/a`, `host`: the most specific counts (containers-auth.json(5)). */
function withParents(host: string, repository: string): readonly string[] {
  const parts = repository.split('/').filter((part) => part !== '');
  return [...parts.keys(), parts.length]
    .toReversed()
    .map((count) => [host, ...parts.slice(0, count)].join('/'));
}

function readAuth(written: DockerAuth): Credentials | undefined {
  const { auth = '', username, password, identitytoken = '', registrytoken = '' } = written;
  if (registrytoken !== '') return { kind: 'bearer', token: registrytoken };
  if (identitytoken !== '') return { kind: 'identity-token', token: identitytoken };
  if (username !== undefined && password !== undefined) {
    return { kind: 'basic', user: username, password };
  }
  const [, user, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(auth, 'base64').toString()) ?? [];
  if (user === undefined || secret === undefined) return undefined;
  return { kind: 'basic', user, password: secret.replace(/\0+$/, '') };
}
