import type { BottleBlock, BottleEntry } from '../state/formula-state.ts';
import type { PlainLines } from './plain-lines.ts';

const REBUILD = /^ {4}rebuild (0|[1-9]\d{0,8})$/;
const ROOT_URL = /^ {4}root_url "([\x21\x24-\x5b\x5d-\x7e]*)"$/;
const CELLAR = /^ {4}cellar (?::(any|any_skip_relocation)|"(\/[\w./+-]+)")$/;
const MODERN =
  /^ {4}sha256 +(?:cellar: +(?::(any|any_skip_relocation)|"(\/[\w./+-]+)"), +)?([a-z]\w*): +"([0-9a-f]{64})"$/;
const ROCKET = /^ {4}sha256 +"([0-9a-f]{64})" => :([a-z]\w*)$/;

/** Reads a bottle block, after its `do`, in the two forms that nearly all have; undefined for any other form. */
export function readPlainBottle(lines: PlainLines): BottleBlock | undefined {
  const entries: BottleEntry[] = [];
  const tags = new Set<string>();
  let rebuild: number | undefined;
  let rootUrl: string | undefined;
  /** The `cellar` line of 2013 to 2020, which applies to entries that do not name their own. */
  let cellar: string | undefined;
  while (lines.step()) {
    const { line } = lines;
    if (line === '  end') {
      const whole = entries.map((each) => ({ ...each, cellar: each.cellar ?? cellar }));
      return { rebuild: rebuild ?? 0, rootUrl, entries: cellar === undefined ? entries : whole };
    }
    const entry = readEntry(line);
    if (entry !== undefined) {
      if (tags.has(entry.bottleTag)) return undefined;
      tags.add(entry.bottleTag);
      entries.push(entry);
      continue;
    }
    const setting = readPlainSetting(line);
    if (setting?.rebuild !== undefined && rebuild === undefined) rebuild = setting.rebuild;
    else if (setting?.rootUrl !== undefined && rootUrl === undefined) rootUrl = setting.rootUrl;
    else if (setting?.cellar !== undefined && cellar === undefined) cellar = setting.cellar;
    else return undefined;
  }
  return undefined;
}

/** What one line says about all bottles of a block. */
interface PlainSetting {
  readonly rebuild?: number;
  readonly rootUrl?: string;
  readonly cellar?: string | undefined;
}

/** Reads a line about all bottles of a block; undefined for any other line. */
function readPlainSetting(line: string): PlainSetting | undefined {
  const place = CELLAR.exec(line);
  if (place !== null) return { cellar: place[1] ?? place[2] };
  const rebuild = REBUILD.exec(line)?.[1];
  if (rebuild !== undefined) return { rebuild: Number(rebuild) };
  const rootUrl = ROOT_URL.exec(line)?.[1];
  return rootUrl === undefined ? undefined : { rootUrl };
}

function readEntry(line: string): BottleEntry | undefined {
  const modern = MODERN.exec(line);
  if (modern !== null) {
    const [, symbol, path, bottleTag = '', checksum = ''] = modern;
    return { bottleTag, algorithm: 'sha256', checksum, cellar: symbol ?? path };
  }
  const rocket = ROCKET.exec(line);
  if (rocket === null) return undefined;
  const [, checksum = '', bottleTag = ''] = rocket;
  return { bottleTag, algorithm: 'sha256', checksum, cellar: undefined };
}
