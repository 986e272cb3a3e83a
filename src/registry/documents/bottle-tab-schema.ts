import * as v from 'valibot';
import { Count } from '../../json/field-schema.ts';
import { parseJson } from '../../json/parse-schema.ts';
import { keepGood } from './elements-schema.ts';
import { servedJson } from './served-json.ts';
import type { Rejection } from './rejection.ts';

/** How a bottle was built, from `sh.brew.tab` (`to_bottle_hash`, Library/Homebrew/tab/tab.rb:395-412 at aad366ffaf). */
export interface BottleTab {
  /** Every runtime dependency, including indirect ones, as installed on the build machine; undefined if not known. */
  readonly runtimeDependencies: readonly TabDependency[] | undefined;
  readonly homebrewVersion: string | undefined;
  /** As brew names it: `arm64`, `x86_64`; undefined for `all`. */
  readonly architecture: string | undefined;
  /** E.g. `macOS 14.4`. */
  readonly builtOn: string | undefined;
  readonly rejected: readonly Rejection[];
}

/** A dependency with the version it had at build time. */
export interface TabDependency {
  /** The name at build time: bare for homebrew-core, else `user/tap/name`. */
  readonly name: string;
  readonly version: string;
  /** Undefined before brew 4.1.20; it must then be found in the history. */
  readonly pkgVersion: string | undefined;
  /** Undefined before brew 4.4.27, and if the dependency's bottle was never rebuilt. */
  readonly rebuild: number | undefined;
  /** Undefined before brew 3.1.6. */
  readonly isDirect: boolean | undefined;
}

const DependencySchema = v.object({
  full_name: v.string(),
  version: v.string(),
  pkg_version: v.nullish(v.string()),
  bottle_rebuild: v.nullish(Count),
  declared_directly: v.nullish(v.boolean()),
});

const TabSchema = v.object({
  homebrew_version: v.nullish(v.string()),
  runtime_dependencies: v.nullish(
    v.pipe(v.array(v.unknown()), v.maxLength(10_000, 'more than the limit of 10,000')),
  ),
  arch: v.nullish(v.string()),
  built_on: v.nullish(v.object({ os_version: v.nullish(v.string()) })),
});

/** Parses the text of a `sh.brew.tab` annotation. Throws `RegistryResponseError`; `what` names the bottle in messages. */
export function parseBottleTab(json: string, what: string): BottleTab {
  const tab = parseJson(TabSchema, json, servedJson(what));
  const listed = tab.runtime_dependencies ?? undefined;
  const { good, rejected } = keepGood(DependencySchema, listed ?? [], 'runtime_dependencies');
  return {
    runtimeDependencies: listed === undefined ? undefined : good.map(toDependency),
    homebrewVersion: tab.homebrew_version ?? undefined,
    architecture: tab.arch ?? undefined,
    builtOn: tab.built_on?.os_version ?? undefined,
    rejected,
  };
}

function toDependency(dependency: v.InferOutput<typeof DependencySchema>): TabDependency {
  return {
    name: dependency.full_name,
    version: dependency.version,
    pkgVersion: dependency.pkg_version ?? undefined,
    rebuild: dependency.bottle_rebuild ?? undefined,
    isDirect: dependency.declared_directly ?? undefined,
  };
}
