import { TOOL } from '../../../core/tool.ts';
import { systemClock } from '../../../http/clock.ts';
import { UnfinishedUploads } from '../../../registry/upload/unfinished-uploads.ts';
import { standardCacheDirectory } from '../../../store/directories.ts';
import { UsageError } from '../../../core/errors.ts';
import { parseRegistryOverride, type RegistryRoot } from '../../../registry/address.ts';
import { RegistryUploads } from '../../../registry/upload/uploads.ts';
import { readNetworkRules } from '../../../workspace/network/network-rules.ts';
import { openNetwork } from '../../../workspace/network/open-network.ts';
import { pushBottles } from '../../../mirror/push/push-bottles.ts';
import type { PushSource } from '../../../mirror/push/source/push-source.ts';
import type { PushOutcome } from '../../../mirror/push/push-outcome.ts';
import { readBrewpullOptions } from '../../arguments/brewpull/brewpull-options.ts';
import { readCredentials } from '../../arguments/brewpull/credentials.ts';
import type { RunCommand } from '../../command.ts';
import { batchExitCode, EXIT, exitCodeOf } from '../../exit-code.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import { renderError } from '../../render/error.ts';
import { renderPushed, toPushJson } from './push-text.ts';
import { openSource } from './open-source.ts';
import { registryFlags } from './registry-flags.ts';
import type { Session } from '../../session.ts';

/** Runs `brewpull push`. */
export const runPush: RunCommand = async (args, session) => {
  const [named, target, ...rest] = args.positionals;
  if (named === undefined || target === undefined || rest.length > 0) {
    throw new UsageError('push takes a bundle, mirror or lock and a registry', {
      hint: 'Run brewpull push bundle.tar registry.example.org/prefix.',
    });
  }
  const options = await readBrewpullOptions(args, session);
  const { insecure } = readNetworkRules(options);
  const written = parseRegistryOverride(target, insecure);
  const credentials = await readCredentials(args, session, written.registry);
  const there = {
    ...options,
    registry: undefined,
    namedRegistries: [written.registry],
    offline: false,
    ...(credentials === undefined ? {} : { credentials }),
  };
  const network = await openNetwork(there, { ...readNetworkRules(there), override: written });
  session.defer(() => network.transport.close());
  const cache = options.cacheDirectory ?? standardCacheDirectory(TOOL.name);
  const unfinished = new UnfinishedUploads(cache, () => systemClock.now());
  const source = await openSource(named, args, session);
  const root = (await network.access.places.settleRoot()) ?? written;
  const outcomes = await pushBottles({
    source,
    root,
    client: network.client,
    uploads: new RegistryUploads(network.access, unfinished),
    referrers: !args.flag('no-referrers'),
    force: args.flag('force'),
    dryRun: args.flag('dry-run'),
    concurrency: options.concurrency,
    signal: options.signal,
    onEvent: options.onEvent,
  });
  await report(outcomes, { root, source }, session);
  return batchExitCode(
    outcomes.map((each) => (each.status === 'failed' ? exitCodeOf(each.error.code) : EXIT.done)),
  );
};

async function report(
  outcomes: readonly PushOutcome[],
  { root, source }: { readonly root: RegistryRoot; readonly source: PushSource },
  session: Session,
): Promise<void> {
  const { debug } = session.verbosity;
  for (const outcome of outcomes) {
    if (outcome.status === 'failed') {
      session.progress.sayLines(renderError(outcome.error, session.errorStyle, { debug }));
    } else if ('referrers' in outcome) warnOfReferrers(outcome, session);
  }
  const url = new URL(root.prefix === '' ? '' : `v2/${root.prefix}`, root.registry);
  const done = outcomes.filter(({ status }) => status === 'pushed' || status === 'present');
  const sentBytes = done.reduce((sum, each) => sum + ('sentBytes' in each ? each.sentBytes : 0), 0);
  const count = formatCount(done.length, 'bottle is', 'bottles are');
  const notes = [
    `${count} there; ${formatBytes(sentBytes)} sent`,
    `Fetch them with: brewpull NAME ${registryFlags(url)}`,
  ];
  await session.answer({
    name: 'push',
    json: () => ({
      source: source.kind,
      registry: url.href,
      results: outcomes.map(toPushJson),
    }),
    text: () => renderPushed(outcomes, session.style),
    notes: done.length === 0 ? [] : notes,
  });
}

/** Warns about referrers that were not pushed; the bottle itself is there. */
function warnOfReferrers(
  { formula, referrers }: Extract<PushOutcome, { readonly referrers: unknown }>,
  { onEvent }: Session,
): void {
  for (const each of referrers) {
    if (each.status !== 'failed') continue;
    const message = `${each.artifactType} of ${formula} is not in the registry: ${each.error.message}`;
    onEvent({ type: 'warning', message });
  }
}
