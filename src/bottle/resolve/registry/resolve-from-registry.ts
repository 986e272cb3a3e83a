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

/** All indexes of one formula together, for what they say of bottles stays in memory; 5,000 of 50 KiB are less. */
const MAX_BYTES = 256 * 1024 * 1024;
/** What an entry takes there, however short it is written. */
const ENTRY_BYTES = 512;

/**
 * Resolves one formula without history: reads its indexes from the newest on until no unread one can be newer than what
 * was found for every target, and no more than 5,000 of them or 256 MiB. An index that is no longer there is skipped.
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

/** What a registry has of one formula. */
interface ListedIndexes {
  /** `HOST/REPOSITORY`. */
  readonly where: string;
  readonly references: readonly string[];
  /** Undefined for what is no longer there, or is no index. Throws for more than a search may read. */
  readonly read: (reference: string) => Promise<BottleIndex | undefined>;
}

/**
 * Reads the indexes of one formula as far as the question needs them. Throws what the registry says, also where it has nothing of
 * that name.
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

/** What Homebrew has is public; what a registry of one's own denies may be there. */
function hintFor(
  tap: string,
  error: unknown,
  override: RegistryRoot | undefined,
): string | undefined {
  if (override !== undefined && error instanceof UnauthorizedError) {
    const { host } = override.registry;
    return `It may be there and private: run docker login ${host}, then try again.`;
  }
  // A tap's formula may mean homebrew/core's registry; only its text says so.
  return tap === CORE_TAP ? undefined : `Only its formula says more: brewpull sync --tap ${tap}.`;
}
