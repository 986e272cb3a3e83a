import type { FinalResponse } from '../../http/redirect.ts';
import type { RegistryComplaint } from '../documents/replies-schema.ts';
import type { RegistrySigns } from './registry-signs.ts';

/** What a registry calls that it has no such repository, index, manifest or blob; NOT_FOUND is Harbor's. */
const ABSENCES = new Set([
  'NAME_UNKNOWN',
  'MANIFEST_UNKNOWN',
  'BLOB_UNKNOWN',
  'MANIFEST_BLOB_UNKNOWN',
  'NOT_FOUND',
]);

/** How much of `mirror.json` is looked at: it may be large, and begins with what says what it is. */
const HEAD_BYTES = 4096;

/** The answer 404, and where it came from. */
export interface MissingAnswer {
  readonly registry: URL;
  readonly isPage: boolean;
  /** Whether the repository's first part is a guess, which a registry at the host does not confirm. */
  readonly isGuess: boolean;
}

/** What a proof may ask. */
export interface ProofTools {
  readonly signs: RegistrySigns;
  /** What this registry served in this run; undefined when it was nothing. */
  readonly served: URL | undefined;
  /** Asks the registry's server, with what lets requests in; undefined when it does not let in. */
  readonly ask: (url: URL, method: 'GET' | 'HEAD') => Promise<FinalResponse | undefined>;
}

/** Tells whether a registry says in its own words that it does not have what was asked. */
export function saysAbsent(complaint: RegistryComplaint | undefined): boolean {
  return complaint !== undefined && ABSENCES.has(complaint.code);
}

/** Tells whether Harbor says that not the repository but the project is missing: then the path to it is wrong. */
export function saysNoProject(complaint: RegistryComplaint | undefined): boolean {
  return complaint?.code === 'NOT_FOUND' && /^project\b/i.test(complaint.message);
}

/**
 * Tells whether a 404 that says nothing of registries may count as an absence: whoever wrote it must be shown to hold what a registry
 * holds. For a page that is a file server which has a mirror's `mirror.json`, or still has what it served before; a registry writes no
 * pages, so that one from its server is somebody else's. For anything else a registry at `v2/` is enough, unless only a guess led there.
 * At most three requests, each once a run. Throws what the network throws.
 */
export async function provesAbsence(
  { registry, isPage, isGuess }: MissingAnswer,
  { signs, served, ask }: ProofTools,
): Promise<boolean> {
  const mirror = new URL('mirror.json', registry);
  const isMirror = (): Promise<boolean> =>
    signs.once(mirror.href, async () => isMirrorFile(await ask(mirror, 'GET')));
  const stillServes = async (): Promise<boolean> =>
    served !== undefined &&
    signs.once(`still ${registry.href}`, async () => {
      const response = await ask(served, 'HEAD');
      response?.discard();
      return response?.status === 200;
    });
  if (!isPage && !isGuess && (await signs.isRegistry(registry))) return true;
  if (await isMirror()) return true;
  if (isPage && (await signs.isRegistry(registry))) return false;
  return stillServes();
}

async function isMirrorFile(response: FinalResponse | undefined): Promise<boolean> {
  if (response === undefined) return false;
  let head = Buffer.alloc(0);
  if (response.status === 200) {
    for await (const chunk of response.body) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= HEAD_BYTES) break;
    }
  }
  response.discard();
  const text = head.subarray(0, HEAD_BYTES).toString('utf8');
  return /^\s*\{/.test(text) && text.includes('"schemaVersion":') && text.includes('"generator":');
}
