import { keyOf } from '../../core/formula-key.ts';
import type { BundleFiles } from '../file/bundle-files.ts';
import type { ContentsItem } from '../file/contents-schema.ts';
import { attestationsPath, bottlePath, sidecarPath } from '../file/layout.ts';
import { readWhole } from '../file/open-bundle.ts';
import { parseKeptIndex, parseKeptManifest } from '../file/registry-files.ts';
import { parseKept } from '../../registry/documents/served-json.ts';
import { parseSidecarStatement } from '../../registry/documents/sidecar-schema.ts';
import { invalidFile, type Finding } from '../../core/finding.ts';

/**
 * Checks one bottle against `bundle.json`, what the registry said about it, and its sidecar. Finding missing files is up to the
 * caller.
 */
export async function checkItem(
  files: BundleFiles,
  path: string,
  item: ContentsItem,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const differ = (file: string, message: string): void => {
    findings.push({ code: 'disagreement', file, message: `${file}: ${message}` });
  };
  const check = async (
    name: string | null,
    look: (bytes: Uint8Array, name: string) => void,
  ): Promise<void> => {
    if (name === null || !files.sizes.has(name)) return;
    try {
      look(await readWhole(files, path, name), name);
    } catch (error) {
      findings.push(invalidFile(error, name));
    }
  };
  checkBottle(files, item, differ);
  await check(item.files.sidecar, (bytes, name) => {
    const fullName = keyOf(item);
    const said = parseKept(() => parseSidecarStatement(bytes, item.bottleTag, name));
    if (said?.fullName !== fullName || !said.hasTab) {
      differ(name, `brew would not find ${fullName} for ${item.bottleTag} in it`);
    }
  });
  await check(item.files.index, (bytes, name) => {
    const wanted = item.registry?.manifestDigest;
    const entry = parseKeptIndex(bytes, name).entries.find(({ digest }) => digest === wanted);
    if (entry === undefined) differ(name, `it does not name the manifest ${String(wanted)}`);
    const said = entry?.annotations.get('sh.brew.bottle.digest');
    if (said !== undefined && said !== item.sha256) {
      differ(name, `it says that the bottle is ${said}, and bundle.json that it is ${item.sha256}`);
    }
  });
  await check(item.files.manifest, (bytes, name) => {
    const wanted = `sha256:${item.sha256}`;
    const layer = parseKeptManifest(bytes, name).layers.find(({ digest }) => digest === wanted);
    if (layer === undefined) differ(name, `it does not name the bottle ${wanted}`);
    else if (layer.sizeBytes !== item.sizeBytes) {
      differ(name, `it says that the bottle has ${layer.sizeBytes} bytes, not ${item.sizeBytes}`);
    }
  });
  checkDigests(files, item, differ);
  return findings;
}

type Differ = (file: string, message: string) => void;

function checkBottle(files: BundleFiles, item: ContentsItem, differ: Differ): void {
  const { bottle, sidecar, attestations } = item.files;
  const named = [
    [bottle, bottlePath(item)],
    [sidecar, sidecarPath(item)],
    [attestations, attestationsPath(item)],
  ] as const;
  for (const [given, right] of named) {
    if (given !== null && given !== right) differ('bundle.json', `${given} must be named ${right}`);
  }
  const sum = files.sums.get(bottle);
  if (sum !== undefined && sum !== item.sha256) {
    differ(bottle, `bundle.json says ${item.sha256}, its bytes are ${sum}`);
  }
  const size = files.sizes.get(bottle);
  if (size !== undefined && size !== item.sizeBytes) {
    differ(bottle, `bundle.json says ${item.sizeBytes} bytes, it has ${size}`);
  }
}

function checkDigests(files: BundleFiles, item: ContentsItem, differ: Differ): void {
  const pairs = [
    [item.files.index, item.registry?.indexDigest],
    [item.files.manifest, item.registry?.manifestDigest],
  ] as const;
  for (const [name, digest] of pairs) {
    const sum = name === null ? undefined : files.sums.get(name);
    if (name !== null && sum !== undefined && `sha256:${sum}` !== digest) {
      differ(name, `bundle.json says ${String(digest)}, its bytes are sha256:${sum}`);
    }
  }
}
