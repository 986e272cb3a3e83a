import type { ContentsItem } from '../../bundle/file/contents-schema.ts';
import { digestOf } from '../../core/digest.ts';
import { AbortedError, BrewpullError, NotFoundError } from '../../core/errors.ts';
import { inParallel } from '../../bottle/in-parallel.ts';
import { pushBottle, type PushItem, type SentBottle } from './push-bottle.ts';
import { pushIndex, type PushedIndex } from './push-index.ts';
import type { PushFacts, PushOutcome } from './push-outcome.ts';
import type { PushTools } from './push-tools.ts';

/**
 * Puts the bottles of a bundle with their manifests and indexes into a registry, several at once; what is there is not
 * sent. Outcomes are in the order of the bundle, each bottle once; one that fails does not stop the others. Throws only
 * when interrupted.
 */
export async function pushBundle(tools: PushTools): Promise<readonly PushOutcome[]> {
  const items = distinct(tools.reader.contents.targets.flatMap((target) => target.items));
  const sent = await inParallel(items, (item) => sendOne(item, tools), tools);
  const groups = new Map<string, [PushItem, ...PushItem[]]>();
  for (const each of sent) {
    if (!('bottle' in each)) continue;
    const key = `${each.item.place.repository}:${each.item.reference}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each.item]);
    else group.push(each.item);
  }
  const indexes = new Map<PushItem, PushedIndex | BrewpullError>();
  const pushGroup = async (group: [PushItem, ...PushItem[]]): Promise<void> => {
    const index = await orFailure(pushIndex(group, tools));
    for (const item of group) indexes.set(item, index);
  };
  await inParallel([...groups.values()], pushGroup, tools);
  return sent.map((each) => {
    if (!('bottle' in each)) return each;
    const index = indexes.get(each.item);
    if (index === undefined) throw new Error('Internal error: a bottle without its index');
    return finish(each, index);
  });
}

/** A bottle of which all is there but perhaps the index. */
interface Sent {
  readonly facts: PushFacts;
  readonly item: PushItem;
  readonly bottle: SentBottle;
}

async function sendOne(item: ContentsItem, tools: PushTools): Promise<Sent | PushOutcome> {
  const pushItem = toPushItem(item, tools);
  const facts: PushFacts = {
    formula: item.formula,
    tap: item.tap,
    pkgVersion: item.pkgVersion,
    rebuild: item.rebuild,
    bottleTag: item.bottleTag,
    sha256: item.sha256,
    sizeBytes: item.sizeBytes,
    repository: pushItem?.place.repository,
    reference: pushItem?.reference,
  };
  if (pushItem === undefined) {
    const error = cannotPush(item);
    return { ...facts, status: 'failed', error };
  }
  if (tools.dryRun) {
    const there = await orFailure(tools.uploads.hasBlob(pushItem.place, digestOf(item.sha256)));
    return there instanceof BrewpullError
      ? { ...facts, status: 'failed', error: there }
      : { ...facts, status: 'planned', isThere: there };
  }
  const bottle = await orFailure(pushBottle(pushItem, tools));
  return bottle instanceof BrewpullError
    ? { ...facts, status: 'failed', error: bottle }
    : { facts, item: pushItem, bottle };
}

function cannotPush({ formula, registry }: ContentsItem): NotFoundError {
  return registry === null
    ? new NotFoundError(
        `${formula} came from a plain web server: the bundle has no index and manifest for a registry`,
        { hint: 'brewpull serve gives it to brew under the name that it had there.' },
      )
    : new NotFoundError(
        `the bundle has no manifest of ${formula}, as the registry it came from had none, and registries take no index without it`,
        { hint: 'brewpull serve does without it; or make the bundle from a registry that has it.' },
      );
}

function toPushItem(item: ContentsItem, { root }: PushTools): PushItem | undefined {
  const { registry, files } = item;
  if (registry === null || files.index === null || files.manifest === null) return undefined;
  const repository =
    root.prefix === '' ? registry.repository : `${root.prefix}/${registry.repository}`;
  return {
    item,
    place: { registry: root.registry, repository },
    reference: registry.reference,
    manifestFile: files.manifest,
    manifestDigest: registry.manifestDigest,
    indexFile: files.index,
  };
}

function finish({ facts, bottle }: Sent, index: PushedIndex | BrewpullError): PushOutcome {
  if (index instanceof BrewpullError) return { ...facts, status: 'failed', error: index };
  return {
    ...facts,
    status: bottle.isNew || index.isNew ? 'pushed' : 'present',
    sentBytes: bottle.sentBytes,
    index: index.form,
    indexDigest: index.digest,
  };
}

/** A bottle for all systems is in a bundle once for each target. */
function distinct(items: readonly ContentsItem[]): readonly ContentsItem[] {
  return [
    ...new Map(
      items.map((item) => [`${item.registry?.repository ?? item.tap} ${item.files.bottle}`, item]),
    ).values(),
  ];
}

async function orFailure<Result>(work: Promise<Result>): Promise<Result | BrewpullError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BrewpullError && !(error instanceof AbortedError)) return error;
    throw error;
  }
}
