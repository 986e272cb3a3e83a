import { UnauthorizedError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import { CORE_TAP } from '../../history/tap/formula-ref.ts';
import { readTapFiles } from '../../history/tap/tap-files.ts';
import { findAliasTarget, findNewestName, readTapNames } from '../../history/tap/tap-names.ts';
import { isAbsence } from '../../registry/absence.ts';
import { repositoryOf } from '../../registry/address.ts';
import { ownPlace } from '../../bottle/resolve/bottle-origin.ts';
import type { Presence } from '../../bottle/resolve/bare-names.ts';
import type { RegistrySource } from '../../registry/cached/registry-source.ts';
import type { Histories } from './open-history.ts';
import type { TapHistory } from './tap-history.ts';

/** The sources that can say whether a tap has a formula. */
export interface PresenceTools {
  readonly histories: Histories;
  readonly registry: RegistrySource;
  readonly onEvent: EventSink;
}

/**
 * Finds whether a tap has a formula, an alias or an older name now, or as of the time that the options name. Without a history,
 * a file of answers or else the registry is asked. Another tap than homebrew/core may keep its bottles elsewhere or have none,
 * so only a yes counts for it.
 */
export async function findPresence(
  tap: string,
  name: string,
  { histories, registry, onEvent }: PresenceTools,
): Promise<Presence> {
  const history = await histories.of(tap);
  if (history !== undefined) return (await isInHistory(history, name, onEvent)) ? 'has' : 'has-not';
  if (await isInAnswers(tap, name, histories)) return 'has';
  if (await isInRegistry(tap, name, registry)) return 'has';
  return tap === CORE_TAP ? 'has-not' : 'unknown';
}

/** Returns whether a file of answers has a name. Only a yes counts: the file may be older than the formula. */
async function isInAnswers(tap: string, name: string, histories: Histories): Promise<boolean> {
  const answers = await histories.answers(tap);
  return answers !== undefined && (await answers.isPresent(name));
}

async function isInHistory(
  history: TapHistory,
  name: string,
  onEvent: EventSink,
): Promise<boolean> {
  const { repository } = history;
  const head = await history.head();
  const files = await readTapFiles(repository, head);
  if ((await files.find(name)) !== undefined) return true;
  const names = await readTapNames(repository, head, onEvent);
  if ((await findAliasTarget(repository, names, name)) !== undefined) return true;
  const today = findNewestName(names.renames, name);
  return today !== name && (await files.find(today)) !== undefined;
}

async function isInRegistry(tap: string, name: string, registry: RegistrySource): Promise<boolean> {
  const { root } = ownPlace(tap, registry.override);
  try {
    await registry.listReferences(root.registry, repositoryOf(root, name));
    return true;
  } catch (error) {
    // For another tap only a yes counts, so a refusal leaves the question open.
    if (isAbsence(error) || (tap !== CORE_TAP && error instanceof UnauthorizedError)) return false;
    throw error;
  }
}
