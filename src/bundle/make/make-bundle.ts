import type { DescribeBundle, GatheredBundle, LeftOutBottle } from '../file/gathered-bundle.ts';
import { writeBundle, type BundleOutput, type WrittenBundle } from './write-bundle.ts';
import type { Receipt, ReceiptNetwork } from '../../receipt/receipt.ts';
import { formatLock } from '../../lock/file/lock-schema.ts';
import { withTarget, type Lock } from '../../lock/file/lock.ts';
import { formatReceipt } from '../../receipt/receipt-schema.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { commitOf, listMissing, type ClosurePlan } from '../../closure/closure-plan.ts';
import { withRecords } from '../../closure/check-records.ts';
import { inParallel } from '../../bottle/in-parallel.ts';
import { checkBottles, type CheckedBottles } from '../../bottle/obtain/check-bottles.ts';
import { listSizes, type BeforeDownload } from '../../bottle/obtain/download-size.ts';
import type { Hex } from '../../core/digest.ts';
import { BrewpullError } from '../../core/errors.ts';
import { makeReceipt } from '../../bottle/place/make-receipt.ts';
import type { BrewChooser } from '../brew/choose-brews.ts';
import { gatherBrew, type GatheredBrew } from '../brew/gather-brew.ts';
import { gatherItem, type GatheredItem } from './gather-item.ts';
import { linkItems } from './link-items.ts';
import { requireReplaceableBundle } from './same-bottles.ts';

/** How a bundle is made. */
export interface BundleRequest {
  /** One for each target. */
  readonly plans: readonly ClosurePlan[];
  readonly output: BundleOutput;
  /** The bundle that this one updates; undefined for a whole bundle. */
  readonly update?: UpdateRequest | undefined;
  /** Chooses Homebrew itself; undefined if it does not travel. */
  readonly brews?: BrewChooser | undefined;
  /** Makes the bills of materials inside; undefined if there are none. */
  readonly describe?: DescribeBundle | undefined;
  readonly network: ReceiptNetwork;
  /** ISO 8601 in UTC, for the receipt. */
  readonly created: string;
  /** Called when every bottle's size is known and none is downloaded; what it throws ends the work. */
  readonly beforeDownload?: BeforeDownload | undefined;
}

/** What is left out, because another bundle has it. */
interface UpdateRequest {
  /** The sha256 of that bundle's `SHA256SUMS`. */
  readonly of: Hex;
  /** By the bottle tags of the targets. */
  readonly leftOut: ReadonlyMap<string, readonly LeftOutBottle[]>;
}

/** What was made. */
export interface MadeBundle {
  readonly written: WrittenBundle;
  /** With sizes, and with exceptions if build records differ. */
  readonly plans: readonly ClosurePlan[];
  readonly lock: Lock;
  /** The receipt of this run, with its times and connections. */
  readonly receipt: Receipt;
  readonly bottles: readonly GatheredItem[];
  /** By the bottle tags of the targets that get one. */
  readonly brews: ReadonlyMap<string, GatheredBrew>;
}

/**
 * Downloads and verifies every bottle of the plans, several at once, and Homebrew itself if it is asked for; writes one bundle of
 * them. Stops at the first failure, because half a bundle installs nothing. What was downloaded stays in the cache for the next
 * run.
 */
export async function makeBundle(brewpull: Brewpull, request: BundleRequest): Promise<MadeBundle> {
  const { plans, output, brews: chooser, network, created, update } = request;
  await requireReplaceableBundle(output, plans);
  const count = plans.reduce((sum, { items }) => sum + items.length, 0);
  const { onEvent } = brewpull.options;
  onEvent({ type: 'step', step: { kind: 'check-bottles', bottles: count } });
  const known = await checkAll(brewpull, plans);
  await request.beforeDownload?.(listSizes(known));
  let lock: Lock | undefined;
  const targets: GatheredBundle['targets'][number][] = [];
  const bottles: GatheredItem[] = [];
  const checked: ClosurePlan[] = [];
  const brews = new Map<string, GatheredBrew>();
  for (const plan of plans) {
    const gathered = await inParallel(
      linkItems(plan),
      (item, _index, signal) => gatherItem(brewpull, item, { known, signal }),
      brewpull.options,
    );
    bottles.push(...gathered);
    checked.push(
      withRecords(
        plan,
        gathered.map(({ record }) => record),
      ),
    );
    const { target } = plan;
    const formulae = gathered.flatMap(({ formula }) => formula ?? []);
    const chosen = await chooser?.choose(target, formulae);
    const gatheredBrew =
      chooser && chosen && (await gatherBrew(brewpull, chosen, { target, origin: chooser.origin }));
    if (gatheredBrew !== undefined) brews.set(target.bottleTag, gatheredBrew);
    targets.push({
      target,
      items: gathered.map(({ item }) => item),
      missing: listMissing(plan),
      leftOut: update?.leftOut.get(target.bottleTag) ?? [],
      brew: gatheredBrew?.brew,
    });
    lock = withTarget(lock, {
      bottleTag: plan.target.bottleTag,
      commit: commitOf(plan)?.oid,
      date: commitOf(plan)?.date,
      bottles: gathered.map(({ locked }) => locked),
      brew: gatheredBrew?.locked,
    });
  }
  if (lock === undefined) throw new Error('Internal error: a bundle for no target');
  const rubies = [...brews.values()].map(({ ruby }) => ruby);
  const outcomes = [...bottles.map(({ pulled }) => pulled), ...rubies];
  const fetched = makeReceipt(outcomes, network, created);
  const records = [...brews.values()].map(({ record }) => record);
  const receipt = { ...fetched, artifacts: [...fetched.artifacts, ...records] };
  const contents = {
    targets,
    lock: Buffer.from(formatLock(lock)),
    receipts: [{ name: 'receipt.json', bytes: Buffer.from(formatReceipt(timeless(receipt))) }],
    updateOf: update?.of,
    describe: request.describe,
  };
  const { signal } = brewpull.options;
  onEvent({ type: 'step', step: { kind: 'write-bundle', path: output.path } });
  const written = await writeBundle(contents, { ...output, signal });
  return { written, plans: checked, lock, receipt, bottles, brews };
}

/** Checks all bottles. The first failure stops the bundle before anything is downloaded. */
async function checkAll(
  brewpull: Brewpull,
  plans: readonly ClosurePlan[],
): Promise<CheckedBottles> {
  const bottles = plans.flatMap(({ items }) => items.map(({ found }) => found));
  const known = await checkBottles(bottles, brewpull.tools, brewpull.options);
  for (const checked of known.values()) if (checked instanceof BrewpullError) throw checked;
  return known;
}

/** Keeps what two runs agree on: a bundle of the same bottles has the same bytes whenever and wherever it is made. */
function timeless(receipt: Receipt): Receipt {
  return {
    ...receipt,
    created: '1970-01-01T00:00:00.000Z',
    network: { label: undefined, country: undefined, proxy: undefined },
    artifacts: receipt.artifacts.map((artifact) => ({
      ...artifact,
      ...(artifact.kind === 'brew' ? { source: undefined } : {}),
      connection: undefined,
    })),
  };
}
