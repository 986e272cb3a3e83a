import {
  openBrewChooser,
  type BrewChooser,
  type ChosenBrew,
  type FormulaSource,
} from '../../../bundle/brew/choose-brews.ts';
import type { UpdateBase } from '../../../bundle/make/update-base.ts';
import { makeBundle, type MadeBundle } from '../../../bundle/make/make-bundle.ts';
import { readFormulaFile } from '../../../closure/sources/formula-file.ts';
import type { Target } from '../../../core/target.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import type { TargetPlanOutput } from '../../../output/plan/plan-output.ts';
import { lockPlans } from '../../../lock/lock-items.ts';
import { readLockRequest, requireLockPlace } from '../../arguments/lock-request.ts';
import { refuseUnheard } from '../../arguments/audit/refuse-unheard.ts';
import { sbomDescriber } from '../../arguments/audit/describe-bundle.ts';
import { noteWarnings, readSbomFiles } from '../../arguments/audit/sbom-files.ts';
import { readSignOption } from '../../arguments/signer-option.ts';
import { readReceiptRequest, writeReceipt } from '../../arguments/receipt-request.ts';
import { extendLock } from '../../arguments/write-lock.ts';
import type { RunCommand } from '../../command.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import { noteLockChanges } from '../lock/lock-text.ts';
import { toPlanJson } from '../plan/plan-json.ts';
import { exitCodeOfPlans, noteExceptions, noteMissing } from '../plan/plan-text.ts';
import { noteProvenance } from '../pull/provenance-text.ts';
import type { Session } from '../../session.ts';
import { announceDownload } from '../../before-download.ts';
import { noteBrews, toBrewJson } from './brew-text.ts';
import { readBundleOutput } from './bundle-output.ts';
import { noteHeld, readBase, toUpdateJson } from './bundle-update.ts';
import { runInspect } from './bundle-inspect.ts';
import { openGate } from '../vulns/vulns-gate.ts';
import { openForPlans, type OpenedPlans } from '../plan/open-for-plans.ts';
import { printPlans } from '../plan/print-plans.ts';

/** Runs `brewpull bundle`. */
export const runBundle: RunCommand = async (args, session) => {
  if (args.flag('inspect')) {
    const hint = 'brewpull vulns and brewpull sbom take an existing bundle.';
    const names = ['fail-on', 'advisories', 'sbom', 'with-sbom'] as const;
    refuseUnheard(args, { names, where: 'with --inspect', hint });
    return runInspect(args, session);
  }
  const sign = readSignOption(args, session);
  const output = { ...(await readBundleOutput(args, session)), sign };
  const receipt = await readReceiptRequest(args, session);
  const lock = await readLockRequest(args, session.terminal);
  await requireLockPlace(lock, args);
  const sboms = await readSbomFiles(args, session);
  const base = await readBase(args, session, output);
  const opened = await openForPlans(args, session, { lock, mayBringBrew: true, base });
  const { plans, leftOut, held, brewpull, brew, skipped } = opened;
  await (await openGate(args, session, brewpull))?.refusePlans(plans);
  const brews = brew && (await openBrewChooser(brewpull, brew, targetsOf(plans)));
  if (args.flag('dry-run')) {
    const chosen = await chooseDry(opened, brews);
    return printPlans(brewpull, { ...opened, brews: chosen }, session);
  }
  noteExceptions(plans, session);
  if (base !== undefined) noteHeld(base, opened, session);
  const needed = plans.filter(
    ({ items, target }) => items.length > 0 || brew?.wanted.has(target.bottleTag) === true,
  );
  if (needed.length === 0) return answerUnneeded(opened, session, base);
  const created = session.terminal.now().toISOString();
  const network = receipt?.network ?? { label: undefined, country: undefined, proxy: undefined };
  const beforeDownload = announceDownload(args, session, {
    store: brewpull.store,
    noun: ['bottle', 'bottles'],
    besides: brews === undefined ? undefined : 'Homebrew itself',
    output: { path: output.path, isWhole: output.format === 'tar' },
    isAlwaysSaid: true,
  });
  const update = base && { of: base.sumsSha256, leftOut: held };
  const describe = args.flag('with-sbom')
    ? sbomDescriber(session.signal, (gathered) => noteWarnings(gathered, session))
    : undefined;
  const request = {
    plans: needed,
    output,
    brews,
    describe,
    network,
    created,
    beforeDownload,
    update,
  };
  const made = await makeBundle(brewpull, request);
  noteNewExceptions(plans, made.plans, session);
  for (const { pulled } of made.bottles) noteProvenance(pulled, session);
  noteBrews(made.brews, session);
  for (const { ruby } of made.brews.values()) noteProvenance(ruby, session);
  if (lock !== undefined) {
    const others = await lockPlans(brewpull, leftOut);
    const chosen = [...made.lock.targets, ...others];
    noteLockChanges(await extendLock(lock, chosen, { brewpull, session }), lock, session);
  }
  if (receipt !== undefined) await writeReceipt(receipt, made.receipt, session);
  const { paths, sizeBytes, sha256, sumsSha256, status } = made.written;
  await session.answer({
    name: 'bundle',
    json: () => ({
      status,
      paths,
      sizeBytes,
      sha256: sha256 ?? null,
      sumsSha256,
      plans: made.plans.map((plan) => toMadeJson(plan, made)),
      skipped,
      ...(base === undefined ? {} : { update: toUpdateJson(base, opened) }),
    }),
    paths,
    notes: [
      `${countOf(made)}, ${formatBytes(sizeBytes)}. On the Mac${base === undefined ? '' : ' where the other bundle is installed'}: unpack it and run ./install.sh`,
    ],
  });
  noteMissing(made.plans, session);
  await sboms.write(paths.find((path) => path.endsWith('.001')) ?? output.path, brewpull);
  return exitCodeOfPlans(made.plans);
};

function targetsOf(plans: readonly ClosurePlan[]): readonly Target[] {
  return plans.map(({ target }) => target);
}

/** Chooses by what is known before anything is fetched: the formulae in the history. */
async function chooseDry(
  { brewpull, plans }: OpenedPlans,
  brews: BrewChooser | undefined,
): Promise<ReadonlyMap<string, ChosenBrew>> {
  const chosen = new Map<string, ChosenBrew>();
  for (const { target, items } of brews === undefined ? [] : plans) {
    const formulae: FormulaSource[] = [];
    for (const item of items) {
      const file = await readFormulaFile(brewpull, item);
      if (file !== undefined) formulae.push({ path: file.path, bytes: Buffer.from(file.text) });
    }
    const brew = await brews?.choose(target, formulae);
    if (brew !== undefined) chosen.set(target.bottleTag, brew);
  }
  return chosen;
}

function toMadeJson(plan: ClosurePlan, { brews }: MadeBundle): TargetPlanOutput {
  const brew = brews.get(plan.target.bottleTag);
  return toPlanJson(plan, brew && toBrewJson(brew));
}

function countOf({ bottles, brews }: MadeBundle): string {
  const tags = new Set([...brews.values()].map(({ chosen }) => `Homebrew ${chosen.tag}`));
  const count = formatCount(bottles.length, 'bottle', 'bottles');
  return [...tags, ...(bottles.length === 0 && tags.size > 0 ? [] : [count])].join(', ');
}

/** Notes the exceptions that only the build records showed. */
function noteNewExceptions(
  before: readonly ClosurePlan[],
  after: readonly ClosurePlan[],
  session: Session,
): void {
  const known = new Set(before.flatMap(({ exceptions }) => exceptions));
  const fresh = after.map((plan) => ({
    ...plan,
    exceptions: plan.exceptions.filter((each) => !known.has(each)),
  }));
  noteExceptions(fresh, session);
}

async function answerUnneeded(
  opened: OpenedPlans,
  session: Session,
  base: UpdateBase | undefined,
): Promise<number> {
  const { plans, skipped } = opened;
  const who = base === undefined ? 'The Mac' : base.path;
  session.note(`${who} already has everything: no bundle is needed, and none was made.`);
  await session.answer({
    name: 'bundle',
    json: () => ({
      status: 'unneeded',
      paths: [],
      sizeBytes: 0,
      sha256: null,
      sumsSha256: null,
      plans: plans.map((plan) => toPlanJson(plan)),
      skipped,
      ...(base === undefined ? {} : { update: toUpdateJson(base, opened) }),
    }),
  });
  return 0;
}
