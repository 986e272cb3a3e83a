import * as v from 'valibot';
import type { Hex } from '../../core/digest.ts';
import { formatPkgVersion } from '../../core/pkg-version.ts';
import { Count, HexText } from '../../json/field-schema.ts';

/** What formulae.brew.sh says about the current version of a formula. */
export interface ApiBottle {
  /** The name used in the payload: not an alias, not an old name. */
  readonly formula: string;
  readonly version: string;
  readonly revision: number;
  readonly pkgVersion: string;
  readonly rebuild: number;
  /** In the order of the payload; empty if there is no usable bottle. */
  readonly bottles: readonly { readonly bottleTag: string; readonly sha256: Hex }[];
  /** The commit of homebrew-core it was made from; undefined if the payload does not say. */
  readonly commit: string | undefined;
}

const CountOrNone = v.optional(Count, 0);
const Names = v.optional(v.record(v.string(), v.unknown()), {});

// Library/Homebrew/dev-cmd/generate-internal-api.rb and api/formula_struct.rb at aad366ffaf.
const PackagesSchema = v.object({
  metadata: v.object({ bottle_tag: v.string() }),
  formulae: v.record(v.string(), v.unknown()),
  formula_aliases: Names,
  formula_renames: Names,
  formula_tap_git_head: v.optional(v.string()),
});

const StructSchema = v.object({
  stable_version: v.string(),
  revision: CountOrNone,
  bottle_tag: v.optional(v.string()),
  bottle_rebuild: CountOrNone,
  bottle_checksum: v.optional(HexText),
});

// `Formula#to_hash`: Library/Homebrew/formula.rb at aad366ffaf.
const FormulaSchema = v.object({
  name: v.string(),
  versions: v.object({ stable: v.string() }),
  revision: CountOrNone,
  tap_git_head: v.optional(v.string()),
  bottle: v.optional(
    v.object({
      stable: v.optional(
        v.object({
          rebuild: CountOrNone,
          files: v.record(v.string(), v.object({ sha256: HexText })),
        }),
      ),
    }),
    {},
  ),
});

const ListedSchema = v.object({
  name: v.string(),
  aliases: v.optional(v.array(v.string()), []),
  oldnames: v.optional(v.array(v.string()), []),
});

/**
 * Returns a function that finds a formula, by its name, an alias or an old name, in the payload of
 * `internal/packages.TAG.jws.json` or of `formula.jws.json`. Pass only a payload whose signature was verified. The function
 * returns undefined if the formula is missing or in a form brewpull does not know. In a file for one bottle tag, the only bottle
 * may be for an older system or an `all` bottle.
 */
export function apiLookup(payload: unknown): (formula: string) => ApiBottle | undefined {
  return Array.isArray(payload) ? lookupListed(payload) : lookupPackaged(payload);
}

function lookupPackaged(payload: unknown): (formula: string) => ApiBottle | undefined {
  const packages = v.safeParse(PackagesSchema, payload);
  if (!packages.success) return () => undefined;
  return (formula) => findPackaged(packages.output, formula);
}

function findPackaged(
  packages: v.InferOutput<typeof PackagesSchema>,
  formula: string,
): ApiBottle | undefined {
  const { formulae, formula_aliases, formula_renames, metadata } = packages;
  const name = [formula, own(formula_aliases, formula), own(formula_renames, formula)].find(
    (each): each is string => typeof each === 'string' && own(formulae, each) !== undefined,
  );
  if (name === undefined) return undefined;
  const found = v.safeParse(StructSchema, own(formulae, name));
  if (!found.success) return undefined;
  const { stable_version: version, revision, bottle_checksum: sha256 } = found.output;
  const bottleTag = (found.output.bottle_tag ?? metadata.bottle_tag).replace(/^:/, '');
  return {
    formula: name,
    version,
    revision,
    pkgVersion: formatPkgVersion({ version, revision }),
    rebuild: found.output.bottle_rebuild,
    bottles: sha256 === undefined ? [] : [{ bottleTag, sha256 }],
    commit: packages.formula_tap_git_head,
  };
}

/** Indexes the names of all formulae once, because there are thousands. */
function lookupListed(payload: readonly unknown[]): (formula: string) => ApiBottle | undefined {
  const listed = payload.flatMap((element) => {
    const result = v.safeParse(ListedSchema, element);
    return result.success ? [{ element, names: result.output }] : [];
  });
  const byName = new Map(listed.map((each) => [each.names.name, each.element]));
  const byOther = new Map(
    listed
      .toReversed()
      .flatMap(({ names, element }) =>
        [...names.aliases, ...names.oldnames].map((name) => [name, element] as const),
      ),
  );
  return (formula) => readListed(byName.get(formula) ?? byOther.get(formula));
}

function readListed(element: unknown): ApiBottle | undefined {
  const parsed = v.safeParse(FormulaSchema, element);
  if (!parsed.success) return undefined;
  const { name, versions, revision, bottle, tap_git_head: commit } = parsed.output;
  const files = Object.entries(bottle.stable?.files ?? {});
  return {
    formula: name,
    version: versions.stable,
    revision,
    pkgVersion: formatPkgVersion({ version: versions.stable, revision }),
    rebuild: bottle.stable?.rebuild ?? 0,
    bottles: files.map(([bottleTag, { sha256 }]) => ({ bottleTag, sha256 })),
    commit,
  };
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
