import { bottleIdIn } from '../../core/bottle-id.ts';
import { digestOf } from '../../core/digest.ts';
import { BrewpullError } from '../../core/errors.ts';
import { inParallel } from '../../bottle/in-parallel.ts';
import { cannotPush } from './cannot-push.ts';
import { orFailure } from './or-failure.ts';
import { pushBottle, type PushItem } from './push-bottle.ts';
import { pushIndex, type IndexedItem, type PushedIndex } from './push-index.ts';
import type { PushFacts, PushOutcome } from './push-outcome.ts';
import type { PushTools } from './push-tools.ts';
import type { SourceBottle } from './source/push-source.ts';

/**
 * Pushes the bottles of a source with their manifests and indexes to a registry, several at once; what is already there is not
 * sent. Outcomes are in the order of the source, and a failure does not stop the others. Throws only when interrupted.
 */
export async function pushBottles(tools: PushTools): Promise<readonly PushOutcome[]> {
  const { bottles } = tools.source;
  const sent = await inParallel(bottles, (bottle) => sendOne(bottle, tools), tools);
  const groups = new Map<string, [Sent, ...Sent[]]>();
  for (const each of sent) {
    if (!('sent' in each)) continue;
    const key = `${each.item.place.repository}:${each.item.reference}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  const indexes = new Map<PushItem, PushedIndex | BrewpullError>();
  const pushGroup = async (group: [Sent, ...Sent[]]): Promise<void> => {
    const index = await orFailure(pushIndex(group, tools));
    for (const { item } of group) indexes.set(item, index);
  };
  await inParallel([...groups.values()], pushGroup, tools);
  return sent.map((each) => {
    if (!('sent' in each)) return each;
    const index = indexes.get(each.item);
    if (index === undefined) throw new Error('Internal error: a bottle without its index');
    return finish(each, index);
  });
}

/** A bottle that the registry has completely, except perhaps for the index. */
interface Sent extends IndexedItem {
  readonly facts: PushFacts;
}

async function sendOne(bottle: SourceBottle, tools: PushTools): Promise<Sent | PushOutcome> {
  const item = toPushItem(bottle, tools);
  const facts: PushFacts = {
    ...bottleIdIn(bottle),
    sizeBytes: bottle.sizeBytes,
    repository: item?.place.repository,
    reference: item?.reference,
  };
  if (item === undefined) {
    return { ...facts, status: 'failed', error: cannotPush(bottle, tools.source) };
  }
  if (tools.dryRun) {
    const there = await orFailure(tools.uploads.hasBlob(item.place, digestOf(bottle.sha256)));
    return there instanceof BrewpullError
      ? { ...facts, status: 'failed', error: there }
      : { ...facts, status: 'planned', isThere: there };
  }
  const sent = await orFailure(pushBottle(item, tools));
  return sent instanceof BrewpullError
    ? { ...facts, status: 'failed', error: sent }
    : { facts, item, sent };
}

function toPushItem(bottle: SourceBottle, { root }: PushTools): PushItem | undefined {
  const { place } = bottle;
  if (place === undefined) return undefined;
  const { repository: name, reference } = place;
  const repository = root.prefix === '' ? name : `${root.prefix}/${name}`;
  return { bottle, place: { registry: root.registry, repository }, reference };
}

function finish({ facts, sent }: Sent, index: PushedIndex | BrewpullError): PushOutcome {
  if (index instanceof BrewpullError) return { ...facts, status: 'failed', error: index };
  const { sentBytes, manifest, referrers } = sent;
  return {
    ...facts,
    status: sent.isNew || index.isNew ? 'pushed' : 'present',
    sentBytes,
    index: index.form,
    indexDigest: index.digest,
    manifest,
    referrers,
  };
}
