import { UsageError } from '../../../core/errors.ts';
import { TOOL } from '../../../core/tool.ts';
import {
  describePlatform,
  formatPlatform,
  parsePlatform,
  platformOfMachine,
} from '../../../image/image-platform.ts';
import type { Platform } from '../../../registry/platform.ts';
import { parseImageName, type ImageName } from '../../../image/image-name.ts';
import type { RateLimit } from '../../../registry/rate-limit.ts';
import { Brewpull } from '../../../workspace/brewpull.ts';
import { offersOf, type ImageOffer } from '../../../image/pull/image-offers.ts';
import { requireFreeOrSameImage } from '../../../image/pull/image-there.ts';
import { imageReceipt } from '../../../image/pull/image-receipt.ts';
import { pullImage } from '../../../image/pull/pull-image.ts';
import { readImageDocument } from '../../../image/pull/read-document.ts';
import { readNetworkRules } from '../../../workspace/network/network-rules.ts';
import { writeImage } from '../../../image/pull/write-image.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { readBrewpullOptions } from '../../arguments/brewpull/brewpull-options.ts';
import { readCredentials } from '../../arguments/brewpull/credentials.ts';
import { readReceiptRequest, writeReceipt } from '../../arguments/receipt-request.ts';
import { announceDownload } from '../../before-download.ts';
import type { RunCommand } from '../../command.ts';
import { formatBytes } from '../../render/bytes.ts';
import { readImagePath } from './image-path.ts';
import { isNearlyUsedUp, renderRateLimit, toRateLimitJson } from './rate-limit-text.ts';
import { oneLine } from '../../render/harmless.ts';
import { renderTable } from '../../render/table.ts';
import type { Session } from '../../session.ts';
import { spareMarking } from '../../v8-flags.ts';

/** Runs `brewpull image`. */
export const runImage: RunCommand = async (args, session) => {
  const [first = '', second, ...others] = args.positionals;
  const isAction = (first === 'list' || first === 'inspect') && second !== undefined;
  if (others.length > 0 || (second !== undefined && !isAction)) {
    throw new UsageError('image takes one image', {
      hint: 'brewpull image NAME, brewpull image list NAME, or brewpull image inspect NAME.',
    });
  }
  const options = await readBrewpullOptions(args, session);
  const { insecure } = readNetworkRules(options);
  const name = parseImageName(isAction ? second : first, insecure);
  const credentials = await readCredentials(args, session, name.registry);
  const asked = { ...options, namedRegistries: [name.registry] };
  const brewpull = new Brewpull(credentials === undefined ? asked : { ...asked, credentials });
  session.defer(() => brewpull.close());
  if (isAction && first === 'list') await list(brewpull, name, session);
  else if (isAction) await inspect(brewpull, name, session);
  else await pull({ brewpull, name }, args, session);
  return 0;
};

async function pull(
  { brewpull, name }: { readonly brewpull: Brewpull; readonly name: ImageName },
  args: Arguments,
  session: Session,
): Promise<void> {
  const platform = readPlatform(args, session);
  const renamed = readNewName(args);
  const format = args.text('format') === 'oci-dir' ? 'oci-dir' : 'archive';
  const standard = fileName(renamed ?? name, format);
  const path = await readImagePath(args, session, { format, standard });
  const receipt = await readReceiptRequest(args, session);
  if (args.flag('dry-run')) {
    await inspect(brewpull, name, session);
    return;
  }
  session.tune(spareMarking);
  const announce = announceDownload(args, session, {
    store: brewpull.store,
    noun: ['layer', 'layers'],
    output: { path, isWhole: format === 'archive' },
    isAlwaysSaid: false,
  });
  const image = await pullImage(brewpull, name, {
    wanted: platform,
    beforeDownload: async (found) => {
      const fullName = renamed?.fullName ?? found.fullName;
      if (format === 'archive') await requireFreeOrSameImage(path, { ...found, fullName });
      await announce(found.layers);
    },
  });
  for (const note of image.notes) session.note(`note: ${note}`);
  const content = { ...image.content, fullName: renamed?.fullName ?? image.content.fullName };
  const written = await writeImage(content, { path, format, signal: session.signal });
  if (receipt !== undefined) {
    const artifact = imageReceipt(name, image);
    const created = session.terminal.now().toISOString();
    const { network } = receipt;
    const record = {
      schemaVersion: 1 as const,
      tool: { ...TOOL },
      created,
      network,
      artifacts: [artifact],
    };
    await writeReceipt(receipt, record, session);
  }
  const { manifest, config, layers, fullName } = content;
  const { rateLimit } = image.chosen;
  noteRateLimit(name, rateLimit, session);
  const notes = [`image ID ${config.digest}`, `manifest ${manifest.digest}`];
  if (format === 'archive') notes.push(`Load it with: docker load -i ${path}`);
  if (fullName === undefined) notes.push('It gets no name there; --tag NAME:TAG gives it one.');
  await session.answer({
    name: 'image',
    json: () => ({
      reference: name.fullName,
      name: fullName ?? null,
      platform: formatPlatform(image.platform),
      status: written.status,
      path,
      format,
      sizeBytes: written.sizeBytes,
      sha256: written.sha256 ?? null,
      imageId: config.digest,
      manifestDigest: manifest.digest,
      indexDigest: image.chosen.index?.digest ?? null,
      rateLimit: toRateLimitJson(rateLimit),
      layers: layers.map(({ digest, sizeBytes }) => ({ digest, sizeBytes })),
    }),
    paths: [path],
    notes,
  });
}

function readPlatform(args: Arguments, { terminal }: Session): Platform {
  const text = args.text('platform');
  const platform = text === undefined ? platformOfMachine(terminal.arch) : parsePlatform(text);
  const osVersion = args.text('os-version');
  if (osVersion !== undefined && !/^[\w. -]{1,64}$/.test(osVersion)) {
    throw new UsageError(`--os-version ${osVersion} is not the version of a system`, {
      hint: 'Write 10.0.17763, or all of it as brewpull image inspect NAME shows it.',
    });
  }
  return { ...platform, osVersion };
}

/** Reads `--tag`, the name that an image gets when it is loaded. */
function readNewName(args: Arguments): ImageName | undefined {
  const text = args.text('tag');
  if (text === undefined) return undefined;
  const name = parseImageName(text);
  if (name.digest === undefined && !text.includes('://')) return name;
  throw new UsageError('--tag takes a name with a tag', { hint: 'Write --tag hitch:1.8.0-1.' });
}

async function list(
  brewpull: Brewpull,
  { registry, repository, fullName }: ImageName,
  session: Session,
): Promise<void> {
  const tags = await brewpull.imageRegistry().listReferences(registry, repository);
  await session.answer({
    name: 'image-list',
    json: () => ({ image: fullName.replace(/:[^:/]*$/, ''), tags }),
    text: () => tags.map((tag) => `${oneLine(tag)}\n`).join(''),
  });
}

async function inspect(brewpull: Brewpull, name: ImageName, session: Session): Promise<void> {
  const { reference, fullName } = name;
  const source = brewpull.imageRegistry();
  const served = await readImageDocument(source, name, reference);
  const { document, digest, rateLimit } = served;
  noteRateLimit(name, rateLimit, session);
  const layers = document.kind === 'manifest' ? document.layers : [];
  const offers: ImageOffer[] = [];
  const search = {
    name: fullName,
    wanted: undefined,
    read: (nested: string) => readImageDocument(source, name, nested),
  };
  for await (const some of offersOf(served, search)) {
    for (const offer of some) offers.push(offer);
  }
  const platforms = offers.map((offer) => ({
    platform: offer.platform === undefined ? null : formatPlatform(offer.platform),
    osVersion: offer.platform?.osVersion ?? null,
    digest: offer.digest,
    sizeBytes: offer.sizeBytes,
  }));
  const sizeBytes = layers.reduce((sum, layer) => sum + layer.sizeBytes, 0);
  const rows =
    document.kind === 'index'
      ? offers.map(({ platform, digest: each }) => [
          platform === undefined ? '-' : describePlatform(platform),
          each,
        ])
      : layers.map((layer) => [formatBytes(layer.sizeBytes), layer.digest]);
  const head = document.kind === 'index' ? `${platforms.length} platforms` : formatBytes(sizeBytes);
  await session.answer({
    name: 'image-inspect',
    json: () => ({
      reference: fullName,
      kind: document.kind,
      mediaType: document.mediaType,
      digest,
      platforms,
      rateLimit: toRateLimitJson(rateLimit),
      layers: layers.map((layer) => ({ digest: layer.digest, sizeBytes: layer.sizeBytes })),
    }),
    text: () => `${fullName}: ${head}\n${digest}\n${renderTable(rows, session.style)}`,
  });
}

function noteRateLimit(
  { registry }: ImageName,
  limit: RateLimit | undefined,
  session: Session,
): void {
  if (limit === undefined) return;
  if (session.verbosity.verbose || isNearlyUsedUp(limit)) {
    session.note(renderRateLimit(registry.host, limit));
  }
}

/** Makes a file name from the last part of the image name and its tag, in characters that every file system accepts. */
function fileName({ repository, tag }: ImageName, format: 'archive' | 'oci-dir'): string {
  const base = [repository.split('/').at(-1) ?? 'image', tag ?? 'image'].join('-');
  const safe = base.replaceAll(/[^\w.-]/g, '_');
  return format === 'archive' ? `${safe}.tar` : safe;
}
