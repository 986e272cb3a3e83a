import { readStreamedFormula } from '../../bottle/recipe/bottled-formula.ts';
import type { ContentsItem, ContentsTarget } from '../../bundle/file/contents-schema.ts';
import type { DescribedBundle } from '../../bundle/file/gathered-bundle.ts';
import { bottleFileName } from '../../core/bottle-name.ts';
import { bottleIdIn } from '../../core/bottle-id.ts';
import { keyOf } from '../../core/formula-key.ts';
import { parseLock } from '../../lock/file/lock-schema.ts';
import type { AuditedBottle, AuditTarget } from './subject.ts';

/** Lists the bottles of a bundle whose files were checked. What an update leaves out is not among them. */
export async function bundleTargets(reader: DescribedBundle): Promise<readonly AuditTarget[]> {
  const namesNow = await readNamesNow(reader);
  return reader.contents.targets.map((target) => ({
    bottleTag: target.bottleTag,
    bottles: target.items.map((item) => bottleOf(item, { target, reader, namesNow })),
  }));
}

/** Reads today's names by the sha256 of the bottles: `bundle.json` has the names at build time. */
async function readNamesNow(reader: DescribedBundle): Promise<ReadonlyMap<string, string>> {
  const { lock: file } = reader.contents;
  if (file === null) return new Map();
  const lock = parseLock(await reader.read(file), `${file} of ${reader.path}`);
  return new Map(
    lock.targets.flatMap(({ bottles }) => bottles.map(({ sha256, formula }) => [sha256, formula])),
  );
}

interface ItemPlace {
  readonly target: ContentsTarget;
  readonly reader: DescribedBundle;
  readonly namesNow: ReadonlyMap<string, string>;
}

function bottleOf(item: ContentsItem, { target, reader, namesNow }: ItemPlace): AuditedBottle {
  const { files, registry, commit, sizeBytes, isRequested } = item;
  const read = async (name: string | null): Promise<Uint8Array | undefined> =>
    name === null ? undefined : reader.read(name);
  return {
    ...bottleIdIn(item),
    formulaNow: namesNow.get(item.sha256) ?? item.formula,
    fileName: bottleFileName(item),
    sizeBytes,
    isRequested,
    dependencies: [
      ...item.dependencies.map((name) => keyInTarget(name, item, target)),
      ...notInTarget(item, target),
    ],
    commit: commit ?? undefined,
    place:
      registry === null
        ? undefined
        : { repository: registry.repository, reference: registry.reference },
    // Without a clone, the bundle has no text, but the bottle has the one that it was built from.
    readFormula: async () =>
      (await read(files.formula)) ?? readStreamedFormula(reader.open(files.bottle), item),
    readIndex: () => read(files.index),
    open: () => reader.open(files.bottle),
  };
}

/** Lists what the bundle lacks and what an update leaves out, even if the item needs it only indirectly. */
function notInTarget(
  { formula }: ContentsItem,
  { leftOut = [], missing = [] }: ContentsTarget,
): readonly string[] {
  return [
    ...leftOut.filter(({ neededBy }) => neededBy.includes(formula)).map(keyOf),
    ...missing.filter(({ neededBy }) => neededBy.includes(formula)).map((each) => each.formula),
  ];
}

/** Finds the key of a name; a bundle writes short names for its own items. */
function keyInTarget(name: string, { tap }: ContentsItem, { items }: ContentsTarget): string {
  const same = items.filter(({ formula }) => formula === name);
  return keyOf(same.find((each) => each.tap === tap) ?? same[0] ?? { tap, formula: name });
}
