import { bottleFileName, flatUrlName, type BottleName } from '../../core/bottle-name.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import type { BottleIndex, IndexedBottle } from './bottle-index.ts';
import { readJson } from '../../json/read-json.ts';
import { servedJson } from './served-json.ts';

/** What a sidecar says beyond the index. */
export interface SidecarFacts {
  readonly bottle: BottleName;
  /** `user/tap/name`, or the bare name for homebrew-core: brew looks it up by this. */
  readonly fullName: string;
  readonly rootUrl: string;
  /** `any`, `any_skip_relocation` or a path; undefined if only the registry was asked. */
  readonly cellar: string | undefined;
  /** The path of the formula file in its tap and the commit that introduced the bottle. */
  readonly formulaPath: string | undefined;
  readonly commit: string | undefined;
}

/**
 * Builds the JSON that brew looks for beside a local bottle, in the shape of `brew bottle --json`; the part brew reads is the tab
 * (`load_tab`, Library/Homebrew/utils/bottles.rb:119-143 at aad366ffaf). Returns undefined if the index has no tab. Throws
 * `RegistryResponseError` if the tab is not a JSON object, because brew would fail on it.
 */
export function buildSidecar(
  index: BottleIndex,
  entry: IndexedBottle,
  facts: SidecarFacts,
): string | undefined {
  if (entry.tabJson === undefined) return undefined;
  const { bottle, fullName, rootUrl, cellar, commit } = facts;
  const { formula: name, pkgVersion, bottleTag, rebuild } = bottle;
  const localName = bottleFileName(bottle);
  const formulaPath = facts.formulaPath ?? pathIn(index.source);
  const document = {
    [fullName]: {
      formula: withoutUnknown({
        name,
        pkg_version: pkgVersion,
        path: formulaPath,
        tap_git_path: formulaPath,
        tap_git_revision: commit ?? index.revision,
      }),
      bottle: withoutUnknown({
        root_url: rootUrl,
        cellar,
        rebuild,
        date: index.created,
        tags: {
          [bottleTag]: withoutUnknown({
            filename: flatUrlName(bottle),
            local_filename: localName,
            sha256: entry.sha256,
            tab: readTab(entry.tabJson, `the build record of ${localName}`),
            installed_size: entry.installedSizeBytes,
          }),
        },
      }),
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function readTab(json: string, what: string): object {
  const tab = readJson(json, servedJson(what));
  if (typeof tab === 'object' && tab !== null && !Array.isArray(tab)) return tab;
  throw new RegistryResponseError(`${what} is not a JSON object`);
}

/** Extracts the formula file's path in its tap from its URL on GitHub. */
function pathIn(source: string | undefined): string | undefined {
  return /^https:\/\/github\.com\/[^/]+\/[^/]+\/blob\/[^/]+\/(.+)$/.exec(source ?? '')?.[1];
}

function withoutUnknown(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
