import { UsageError } from '../../../../core/errors.ts';
import { pushTravelling, type TravelPushed } from '../../../../mirror/travel/push-travelling.ts';
import { parseTravelName } from '../../../../mirror/travel/travel-source.ts';
import { RegistryUploads } from '../../../../registry/upload/uploads.ts';
import { readNetworkRules } from '../../../../workspace/network/network-rules.ts';
import { openNetwork } from '../../../../workspace/network/open-network.ts';
import { readBrewpullOptions } from '../../../arguments/brewpull/brewpull-options.ts';
import { readCredentials } from '../../../arguments/brewpull/credentials.ts';
import { readTrustedRootOption } from '../../../arguments/brewpull/provenance-options.ts';
import { formatBytes } from '../../../render/bytes.ts';
import { oneLine } from '../../../render/harmless.ts';
import { toFileJson, toHeadJson, toSignerJson } from '../travel-json.ts';
import type { RunAction } from '../../../own-action.ts';

/** Runs `brewpull atlas push`. */
export const runPush: RunAction = async ([file, target, ...more], args, session) => {
  if (file === undefined || target === undefined || more.length > 0) {
    throw new UsageError('atlas push takes a file and where it goes', {
      hint: 'Run brewpull atlas push core.answers registry.example.org/name:tag.',
    });
  }
  const options = await readBrewpullOptions(args, session);
  const { insecure } = readNetworkRules(options);
  const name = parseTravelName(target, insecure);
  const credentials = await readCredentials(args, session, name.registry);
  const there = {
    ...options,
    registry: undefined,
    namedRegistries: [name.registry],
    offline: false,
    ...(credentials === undefined ? {} : { credentials }),
  };
  const network = await openNetwork(there, readNetworkRules(there));
  session.defer(() => network.transport.close());
  const pushed = await pushTravelling(
    {
      path: session.resolvePath(file),
      name,
      force: args.flag('force'),
      dryRun: args.flag('dry-run'),
      trustedRoot: await readTrustedRootOption(args, session),
    },
    {
      uploads: new RegistryUploads(network.access),
      onEvent: options.onEvent,
      signal: options.signal,
    },
  );
  const reference = `${name.fullName}@${pushed.manifestDigest}`;
  await session.answer({
    name: 'atlas-push',
    json: () => ({
      reference,
      status: pushed.status,
      ...toFileJson(pushed),
      manifestDigest: pushed.manifestDigest,
      sentBytes: pushed.sentBytes,
      replaced:
        pushed.replaced === undefined
          ? null
          : { digest: pushed.replaced.digest, head: toHeadJson(pushed.replaced.file) },
      signedBy: toSignerJson(pushed.signedBy),
    }),
    text: () => `${oneLine(reference)}\n`,
    notes: describe(pushed),
  });
  return 0;
};

function describe(pushed: TravelPushed): readonly string[] {
  const { status, file, sizeBytes, sentBytes, replaced, signedBy } = pushed;
  const day = file.head.date.slice(0, 10);
  const what = `${file.tap} ${file.kind} of ${day}, ${formatBytes(sizeBytes)}`;
  const old =
    replaced === undefined
      ? ''
      : `, instead of the state of ${replaced.file.head.date.slice(0, 10)}`;
  const state = {
    pushed: `pushed${old}; ${formatBytes(sentBytes)} sent`,
    present: 'already there; nothing was changed',
    planned: `to be pushed${old}; nothing was changed`,
  }[status];
  const signer = signedBy === undefined ? [] : [`signed by ${signedBy.signer}`];
  return [`${what}: ${state}`, ...signer];
}
