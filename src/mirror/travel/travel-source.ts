import { isDigest, type Digest } from '../../core/digest.ts';
import { UsageError } from '../../core/errors.ts';
import { withoutCredentials } from '../../core/redact.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { NamedHost } from '../../http/hosts/named-host.ts';
import { requireTls } from '../../http/hosts/plain-http.ts';
import { isHostName, parseImageName, type ImageName } from '../../image/image-name.ts';

/** Where a travelling file comes from. */
export type TravelSource =
  | { readonly kind: 'registry'; readonly name: ImageName }
  | { readonly kind: 'url'; readonly url: URL; readonly digest: Digest }
  | { readonly kind: 'file'; readonly path: string; readonly digest: Digest | undefined };

/** A source as the user wrote it. */
export interface SourceText {
  readonly text: string;
  /** The value of `--digest`. */
  readonly digest: string | undefined;
  /** Hosts that may be asked without TLS. */
  readonly insecure: readonly NamedHost[];
  /** Resolves a path that the user named, relative to the working folder. */
  readonly resolvePath: (path: string) => string;
}

const FORMS =
  'Write registry/name:tag, registry/name@sha256:…, an https address with --digest, or a path (./ before its name makes it one).';
const DIGEST_HINT =
  'brewpull atlas info FILE prints it where the file was made; give it as --digest sha256:….';

/**
 * Parses a source. Its form alone decides what it is, not whether a file exists: `http://` and `https://` begin an address; a
 * host, a name and an OCI tag or digest are a reference; everything else is a path. Throws {@link UsageError}.
 */
export function parseTravelSource(source: SourceText): TravelSource {
  const { text, insecure, resolvePath } = source;
  const digest = readDigest(source.digest);
  if (/^https?:\/\//i.test(text)) return parseAddress(text, digest, insecure);
  if (isReference(text)) {
    if (digest !== undefined) {
      throw new UsageError('--digest is for an address or a path', {
        hint: `Write the digest of the manifest into the reference: ${text.split('@', 1)[0]}@sha256:…`,
      });
    }
    return { kind: 'registry', name: parseTravelName(text, insecure) };
  }
  return { kind: 'file', path: resolvePath(text), digest };
}

/** Parses a reference that names its registry and an OCI tag or digest. Throws {@link UsageError}. */
export function parseTravelName(text: string, insecure: readonly NamedHost[]): ImageName {
  if (!isReference(text)) {
    throw new UsageError(
      `${JSON.stringify(withoutCredentials(text))} does not name a registry, a name in it and a tag`,
      { hint: 'Write registry/name:tag, e.g. ghcr.io/acme/answers:core.' },
    );
  }
  return parseImageName(text, insecure);
}

/** Describes a source for messages. Leaves out the query of an address, which may contain a secret. */
export function describeSource(source: TravelSource): string {
  switch (source.kind) {
    case 'registry':
      return referenceOf(source.name);
    case 'url':
      return `${source.url.origin}${source.url.pathname}`;
    case 'file':
      return source.path;
    default:
      return unreachable(source);
  }
}

/** Writes a reference as on a command line. */
export function referenceOf({ fullName, digest }: ImageName): string {
  return digest === undefined ? fullName : `${fullName}@${digest}`;
}

/** Reports whether a text names a host, by Docker's rule, and ends with an OCI tag or a digest. */
function isReference(text: string): boolean {
  const [first = ''] = text.split('/', 1);
  const isHost = text.includes('/') && !/^\.|:$/.test(first) && isHostName(first);
  return isHost && /(?::[^/:@]+|@sha256:[^/]*)$/.test(text);
}

function parseAddress(
  text: string,
  digest: Digest | undefined,
  insecure: readonly NamedHost[],
): TravelSource {
  const url = URL.parse(text);
  if (url === null || url.hash !== '') {
    throw new UsageError(`${JSON.stringify(withoutCredentials(text))} is not an address`, {
      hint: FORMS,
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(`the address on ${url.host} contains credentials`, {
      hint: 'They would show up in process lists: put the file into a registry, or fetch it with another tool and give its path.',
    });
  }
  requireTls(url, insecure);
  if (digest === undefined) {
    throw new UsageError(
      `no digest is given for the file at ${url.host}: an address is only fetched by its digest`,
      { hint: DIGEST_HINT },
    );
  }
  return { kind: 'url', url, digest };
}

function readDigest(text: string | undefined): Digest | undefined {
  if (text === undefined || isDigest(text)) return text;
  throw new UsageError(`--digest ${JSON.stringify(text)} is not a digest`, {
    hint: 'Write --digest sha256: and 64 hexadecimal digits in lower case.',
  });
}
