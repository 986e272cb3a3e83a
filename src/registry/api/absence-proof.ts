import type { FinalResponse } from '../../http/redirect.ts';
import type { RegistryComplaint } from '../documents/replies-schema.ts';
import type { RegistrySigns } from './registry-signs.ts';

/** The codes for a missing repository, index, manifest or blob; NOT_FOUND is Harbor's. */
const ABSENCES = new Set([
  'NAME_UNKNOWN',
  'MANIFEST_UNKNOWN',
  'BLOB_UNKNOWN',
  'MANIFEST_BLOB_UNKNOWN',
  'NOT_FOUND',
]);

/** How much of `mirror.json` is read: it may be large, but its beginning identifies it. */
const HEAD_BYTES = 4096;

/** A 404 answer, and where it came from. */
export interface MissingAnswer {
  readonly registry: URL;
  readonly isPage: boolean;
  /** Whether the first part of the repository is a guess, which a registry at the host does not confirm. */
  readonly isGuess: boolean;
}

/** What a proof may use. */
export interface ProofTools {
  readonly signs: RegistrySigns;
  /** A document this registry served in this run; undefined if there was none. */
  readonly served: URL | undefined;
  /** Sends an authorized request to the registry's server; undefined if it does not let the request in. */
  readonly ask: (url: URL, method: 'GET' | 'HEAD') => Promise<FinalResponse | undefined>;
}

/** Returns whether a registry's own error says that what was requested does not exist. */
export function saysAbsent(complaint: RegistryComplaint | undefined): boolean {
  return complaint !== undefined && ABSENCES.has(complaint.code);
}

/** Returns whether Harbor reports that the project, not the repository, is missing: then the path to it is wrong. */
export function saysNoProject(complaint: RegistryComplaint | undefined): boolean {
  return complaint?.code === 'NOT_FOUND' && /^project\b/i.test(complaint.message);
}

/**
 * Returns whether a 404 that is not in a registry's words may count as an absence: its server must be shown to hold what a
 * registry holds. For a web page, that is a file server that has a mirror's `mirror.json` or still has what it served before; a
 * registry sends no web pages, so one from its server was written by something else. For anything else a registry at `v2/` is
 * enough, unless only a guess led there. Makes at most three requests, each once a run. Throws what the network throws.
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
