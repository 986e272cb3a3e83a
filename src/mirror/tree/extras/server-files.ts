import { readPackaged } from '../../../store/read/read-packaged.ts';
import { OCI_MANIFEST } from '../../../registry/documents/media-type.ts';
import type { MirrorContents } from '../file/mirror-schema.ts';
import { textFile, type ExtraFile } from './extra-file.ts';

/** Ready-to-use configurations for file servers, the same for every mirror. */
const CONFIGURATIONS = ['Caddyfile', 'apache.conf', 'nginx.conf', 's3.sh'] as const;

/** What a server responds with when no file of the tree does; Apache and S3 read it from files. */
const ANSWERS: Readonly<Record<string, object>> = {
  'empty.json': {},
  'no-blob.json': refusal('BLOB_UNKNOWN'),
  'no-manifest.json': refusal('MANIFEST_UNKNOWN'),
  'no-name.json': refusal('NAME_UNKNOWN'),
};

/**
 * Makes the configurations of file servers, below `serve/`, and the lists that they read, which say which digests are manifests:
 * a server cannot tell a manifest from an index by digest, and clients other than brew want the right content type.
 */
export async function* serverFiles(contents: MirrorContents): AsyncGenerator<ExtraFile> {
  for (const name of CONFIGURATIONS)
    yield { name: `serve/${name}`, content: readConfiguration(name) };
  for (const [name, answer] of Object.entries(ANSWERS)) {
    yield textFile(`serve/${name}`, [`${JSON.stringify(answer)}\n`]);
  }
  const digests = manifestDigests(contents);
  yield textFile('serve/manifests.txt', linesOf(digests, ''));
  yield textFile('serve/nginx-manifests.map', linesOf(digests, ';'));
}

async function* readConfiguration(name: string): AsyncGenerator<Uint8Array> {
  yield await readPackaged(`servers/${name}`, import.meta.url);
}

function manifestDigests({ bottles }: MirrorContents): readonly string[] {
  const there = bottles.filter(({ hasManifest }) => hasManifest);
  return [...new Set(there.map(({ manifestDigest }) => manifestDigest))].toSorted();
}

function* linesOf(digests: readonly string[], end: string): Generator<string> {
  for (const digest of digests) yield `${digest} ${OCI_MANIFEST}${end}\n`;
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
function refusal(code: string): object {
  return { errors: [{ code, message: 'this mirror does not have it' }] };
}
