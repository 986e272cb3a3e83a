import { RegistryResponseError, UnauthorizedError } from '../../../core/errors.ts';
import { CORE_TAP } from '../../../history/tap/formula-ref.ts';
import { isAbsence, orAbsent } from '../../../registry/absence.ts';
import { addNearVersions } from './near-versions.ts';
import { repositoryOf, type RegistryRoot } from '../../../registry/address.ts';
import { readBottleIndex, type BottleIndex } from '../../../registry/documents/bottle-index.ts';
import { ownPlace } from '../bottle-origin.ts';
import { IndexSearch, type RegistryQuestion } from './index-search.ts';
import type { RegistrySource } from '../../../registry/cached/registry-source.ts';
import type { Resolution } from '../resolution.ts';

/** The limit for all indexes of one formula, since their bottles stay in memory; 5,000 of 50 KiB are less. */
const MAX_BYTES = 256 * 1024 * 1024;
/** What an entry counts in memory, however short its text is. */
const ENTRY_BYTES = 512;

/**
 * Resolves one formula without history: reads its indexes, newest first, until no unread one can be newer than what was found
 * for every target; by default at most 5,000 of them and 256 MiB. An index that no longer exists is skipped.
 */
export async function resolveFromRegistry(
  question: RegistryQuestion,
  registry: RegistrySource,
): Promise<readonly Resolution[]> {
  const { requested, tap, targets } = question;
  try {
    const indexes = await openIndexes(question, registry);
    const search = await searchThrough(indexes, question);
    const answers = targets.map((target) => search.answer(target, registry));
    const { version, namesNear = false } = question;
    if (version === undefined || !namesNear) return answers;
    return await addNearVersions(answers, { ...question, version }, indexes);
  } catch (error) {
    if (!isAbsence(error)) throw error;
    const { root: asked } = ownPlace(tap, registry.override);
    const where = `${asked.registry.host}/${asked.prefix}`;
    const hint = hintFor(tap, error, registry.override);
    return targets.map((target) => ({
      status: 'not-a-formula',
      requested,
      target,
      tap,
      where,
      suggestions: [],
      source: { kind: 'registry', description: where, head: undefined, begins: undefined },
      hint,
    }));
  }
}

/** What a registry has for one formula. */
interface ListedIndexes {
  /** `HOST/REPOSITORY`. */
  readonly where: string;
  readonly references: readonly string[];
  /** Reads one index; undefined if it no longer exists or is not an index. Throws when the size limit is exceeded. */
  readonly read: (reference: string) => Promise<BottleIndex | undefined>;
}

/**
 * Reads the indexes of one formula as far as the question needs them. Throws errors of the registry, including that it has
 * nothing of that name.
 */
export async function searchIndexes(
  question: RegistryQuestion,
  registry: RegistrySource,
): Promise<IndexSearch> {
  return searchThrough(await openIndexes(question, registry), question);
}

async function searchThrough(
  { references, where, read }: ListedIndexes,
  question: RegistryQuestion,
): Promise<IndexSearch> {
  const search = new IndexSearch(references, question, where);
  await search.run(read);
  return search;
}

async function openIndexes(
  question: RegistryQuestion,
  registry: RegistrySource,
): Promise<ListedIndexes> {
  const { root: asked } = ownPlace(question.tap, registry.override);
  const repository = repositoryOf(asked, question.name);
  question.onList?.(asked.registry.host);
  const references = await registry.listReferences(asked.registry, repository);
  const where = `${asked.registry.host}/${repository}`;
  let leftBytes = question.maxBytes ?? MAX_BYTES;
  const read: ListedIndexes['read'] = async (reference) => {
    const served = await orAbsent(registry.readDocument(asked.registry, repository, reference));
    if (served === undefined) return undefined;
    const { document, bytes } = served;
    const index = document.kind === 'index' ? readBottleIndex(document, reference) : undefined;
    const entries = index === undefined ? 0 : index.bottles.length + index.rejected.length;
    leftBytes -= bytes.length + ENTRY_BYTES * entries;
    if (leftBytes < 0) {
      throw new RegistryResponseError(
        `the indexes of ${where} are too large: with ${reference} they exceed the limit for one formula`,
        { hint: 'Use --history git; brewpull sync fetches the history.' },
      );
    }
    return index;
  };
  return { where, references, read };
}

/** Suggests what to do next. Homebrew's registry is public; another registry may deny access to what it has. */
function hintFor(
  tap: string,
  error: unknown,
  override: RegistryRoot | undefined,
): string | undefined {
  if (override !== undefined && error instanceof UnauthorizedError) {
    const { host } = override.registry;
    return `It may be there and private: run docker login ${host}, then try again.`;
  }
  // A formula of another tap may use homebrew/core's registry; only its text says so.
  return tap === CORE_TAP ? undefined : `Only its formula says more: brewpull sync --tap ${tap}.`;
}
