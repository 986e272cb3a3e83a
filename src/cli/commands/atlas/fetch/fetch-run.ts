import { UsageError } from '../../../../core/errors.ts';
import { unreachable } from '../../../../core/unreachable.ts';
import { fetchTravelling } from '../../../../mirror/travel/fetch-travelling.ts';
import type { TravelFetched } from '../../../../mirror/travel/fetch-request.ts';
import { findLastFetched } from '../../../../mirror/travel/fetched-files.ts';
import type { FetchedRecord } from '../../../../mirror/travel/fetched-schema.ts';
import { parseTravelSource, type TravelSource } from '../../../../mirror/travel/travel-source.ts';
import { standardCacheDirectory } from '../../../../store/directories.ts';
import { TOOL } from '../../../../core/tool.ts';
import { Brewpull } from '../../../../workspace/brewpull.ts';
import { readNetworkRules } from '../../../../workspace/network/network-rules.ts';
import type { BrewpullOptions } from '../../../../workspace/options.ts';
import { readBrewpullOptions } from '../../../arguments/brewpull/brewpull-options.ts';
import { readCredentials } from '../../../arguments/brewpull/credentials.ts';
import { readTrustedRootOption } from '../../../arguments/brewpull/provenance-options.ts';
import { readFilePath } from '../../../arguments/output-path.ts';
import { requirePlaceForFile } from '../../../../store/place/check-place.ts';
import { readTap } from '../../../arguments/formulae/tap.ts';
import type { Arguments } from '../../../arguments/options/arguments.ts';
import { formatBytes } from '../../../render/bytes.ts';
import type { Session } from '../../../session.ts';
import { toFileJson, toHeadJson, toSignerJson } from '../travel-json.ts';
import type { RunAction } from '../../../own-action.ts';

/** Runs `brewpull atlas fetch`. */
export const runFetch: RunAction = async ([text, ...more], args, session) => {
  if (more.length > 0) {
    throw new UsageError('atlas fetch takes one source', {
      hint: 'Run it once for each: brewpull atlas fetch registry/name:tag.',
    });
  }
  // Nothing here asks who built a bottle.
  const options = { ...(await readBrewpullOptions(args, session)), provenance: undefined };
  const output = readFilePath(args, session, { name: 'output', what: 'a file of answers' });
  if (output !== undefined) await requirePlaceForFile(output.path);
  const source = await readSource(text, { options, args, session });
  const place = placeOf(source);
  const credentials =
    source.kind === 'registry'
      ? await readCredentials(args, session, source.name.registry)
      : undefined;
  const brewpull = new Brewpull({
    ...options,
    registry: undefined,
    namedRegistries: place === undefined ? [] : [place],
    ...(credentials === undefined ? {} : { credentials }),
  });
  session.defer(() => brewpull.close());
  const fetched = await fetchTravelling(brewpull, {
    source,
    tap: args.text('tap') === undefined ? undefined : readTap(args),
    output: output?.path,
    force: args.flag('force'),
    requireProvenance: args.flag('require-provenance'),
    trustedRoot: await readTrustedRootOption(args, session),
    now: session.terminal.now().toISOString(),
  });
  await session.answer({
    name: 'atlas-fetch',
    json: () => ({
      path: fetched.path,
      status: fetched.status,
      fetchedFrom: fetched.pinned,
      ...toFileJson(fetched),
      replaced: fetched.replaced === undefined ? null : { head: toHeadJson(fetched.replaced) },
      signedBy: toSignerJson(fetched.signedBy),
    }),
    paths: [fetched.path],
    notes: describe(fetched, session),
  });
  return 0;
};

interface FetchContext {
  readonly options: BrewpullOptions;
  readonly args: Arguments;
  readonly session: Session;
}

async function readSource(
  text: string | undefined,
  { options, args, session }: FetchContext,
): Promise<TravelSource> {
  const { insecure } = readNetworkRules(options);
  const resolvePath = (path: string): string => session.resolvePath(path);
  const digest = args.text('digest');
  if (text !== undefined) return parseTravelSource({ text, digest, insecure, resolvePath });
  const cache = options.cacheDirectory ?? standardCacheDirectory(TOOL.name);
  const tap = readTap(args);
  const last = await findLastFetched(cache, tap);
  if (last === undefined) {
    throw new UsageError(`nothing was fetched for ${tap} yet, so a source must be named`, {
      hint: 'Run brewpull atlas fetch registry/name:tag.',
    });
  }
  const again = textOf(last);
  session.note(`from ${again.text} again`);
  return parseTravelSource({ ...again, digest: digest ?? again.digest, insecure, resolvePath });
}

/** An address always means the same file; a reference with an image tag may mean a newer one by now. */
function textOf({ from, digest }: FetchedRecord): { text: string; digest: string | undefined } {
  switch (from.kind) {
    case 'registry':
      return { text: from.reference, digest: undefined };
    case 'url':
      return { text: from.url, digest };
    case 'file':
      return { text: from.path, digest: undefined };
    default:
      return unreachable(from);
  }
}

function placeOf(source: TravelSource): URL | undefined {
  if (source.kind === 'file') return undefined;
  return source.kind === 'url' ? source.url : source.name.registry;
}

function describe(
  { status, file, sizeBytes, pinned, replaced, signedBy }: TravelFetched,
  { verbosity }: Session,
): readonly string[] {
  const day = file.head.date.slice(0, 10);
  const old =
    replaced === undefined ? '' : `, instead of the state of ${replaced.head.date.slice(0, 10)}`;
  const state = status === 'unchanged' ? 'already there; nothing was fetched' : `fetched${old}`;
  const what = `${file.tap} ${file.kind} of ${day}, ${formatBytes(sizeBytes)}: ${state}`;
  const signer =
    signedBy !== undefined
      ? [`signed by ${signedBy.signer}`]
      : verbosity.verbose
        ? ['no provenance was found']
        : [];
  return [what, `from ${pinned}`, ...signer];
}
