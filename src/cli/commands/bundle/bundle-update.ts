import { resolve } from 'node:path';

import type { BundleOutput } from '../../../bundle/make/write-bundle.ts';
import { readUpdateBase, type UpdateBase } from '../../../bundle/make/update-base.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import type { BundleUpdateOutput } from '../../../output/bundle/bundle-output.ts';
import { formatCount } from '../../render/count.ts';
import type { OpenedPlans } from '../plan/open-for-plans.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';
import type { Session } from '../../session.ts';

/**
 * Reads the bundle of `--update` and checks every file in it; undefined without the option. Throws {@link UsageError} if the
 * update would replace it, `InvalidFileError` if it is damaged.
 */
export async function readBase(
  args: Arguments,
  session: Session,
  output: BundleOutput,
): Promise<UpdateBase | undefined> {
  const file = args.text('update-of');
  if (file === undefined) return undefined;
  const path = session.resolvePath(file);
  if (resolve(output.path) === path || resolve(`${output.path}.001`) === path) {
    throw new UsageError(`the update cannot replace ${file}, which it needs`, {
      hint: 'Name another file: -o update.tar.',
    });
  }
  return readUpdateBase(path, session.onEvent);
}

/** Notes how many of the bottles that are asked for the other bundle has. */
export function noteHeld(base: UpdateBase, { plans, held }: OpenedPlans, session: Session): void {
  for (const { target, items } of plans) {
    const there = held.get(target.bottleTag)?.length ?? 0;
    const all = formatCount(there + items.length, 'bottle', 'bottles');
    session.note(`${target.bottleTag}: ${base.path} has ${there} of ${all}`);
  }
}

/** Returns which bundle is updated, and which of its bottles are left out, as plain data for JSON. */
export function toUpdateJson(
  { path, sumsSha256 }: UpdateBase,
  { plans, held }: OpenedPlans,
): BundleUpdateOutput {
  const leftOut = plans.map(({ target }) => ({
    target: toTargetJson(target),
    bottles: held.get(target.bottleTag) ?? [],
  }));
  return { path, sumsSha256, leftOut };
}
