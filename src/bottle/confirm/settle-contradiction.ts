import { digestOf } from '../../core/digest.ts';
import {
  BottleUnobtainableError,
  DisagreementError,
  NoBottleError,
  type BrewpullError,
} from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import { formatTarget } from '../../core/target.ts';
import type { RegistrySource } from '../../registry/cached/registry-source.ts';
import { resolveFromRegistry } from '../resolve/registry/resolve-from-registry.ts';
import type { FoundBottle, Resolution, ToldBottle } from '../resolve/resolution.ts';
import { DO_NOT_TRUST, OtherBottleError } from './check-entry.ts';

/** What searching a registry needs. */
export interface ConfirmTools {
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}

/** A bottle that only a file of answers names. */
type Told = FoundBottle & { readonly told: ToldBottle };

/** Returns whether only a file of answers names a bottle. */
export function isTold(found: FoundBottle): found is Told {
  return found.told !== undefined;
}

/**
 * Returns whether an error means that a registry contradicts what was found: it has another bottle there, or nothing. A
 * registry that cannot answer does not contradict.
 */
export function isContradiction(
  error: unknown,
): error is OtherBottleError | BottleUnobtainableError {
  return error instanceof OtherBottleError || error instanceof BottleUnobtainableError;
}

/**
 * Settles a contradiction between a file of answers and the registry: returns what the registry's own search finds, with a
 * warning that names both values. Throws {@link DisagreementError} with both values if only the file may answer,
 * {@link NoBottleError} if the registry has nothing for the target, and the error that kept the registry from being searched.
 */
export async function settleContradiction(
  found: Told,
  contradiction: OtherBottleError | BottleUnobtainableError,
  tools: ConfirmTools & { readonly registry: RegistrySource },
): Promise<FoundBottle> {
  const isError = found.told.contradiction === 'error';
  if (isError && contradiction instanceof OtherBottleError) throw contradiction;
  const searched = await search(found, tools);
  const disagreement =
    contradiction instanceof DisagreementError ? contradiction : disagree(found, searched);
  if (isError) throw disagreement;
  if (searched.status === 'failed') throw searched.error;
  if (searched.status !== 'found') throw nothing(found, disagreement);
  const { requested, target } = found;
  const message = `${disagreement.message}; the registry decides: ${searched.fileName}`;
  tools.onEvent({ type: 'warning', message });
  const notes = [...(searched.notes ?? []), { kind: 'contradiction', message } as const];
  return { ...searched, requested, target, notes };
}

/** Searches under today's name first: bottles under the name at build time are older. */
async function search(
  { requested, tap, formula, builtAs, target, told }: Told,
  { registry, signal, onEvent }: ConfirmTools & { readonly registry: RegistrySource },
): Promise<Resolution> {
  const { exactOnly, before, version } = told;
  const results: Resolution[] = [];
  for (const name of new Set([formula, builtAs])) {
    const onIndex = (reference: string): void => {
      onEvent({ type: 'index', formula: name, reference });
    };
    const how = { exactOnly, before, version, signal, onIndex };
    const asked = { requested, tap, name, targets: [target], ...how };
    results.push(...(await resolveFromRegistry(asked, registry)));
    if (results.at(-1)?.status === 'found') break;
  }
  const result = results.find(({ status }) => status === 'found') ?? results[0];
  if (result === undefined) throw new Error(`Internal error: ${requested} was not searched for`);
  return result;
}

/** Makes the error for a file that names a version that the registry does not have. */
function disagree(found: Told, searched: Resolution): DisagreementError {
  const { formula, target, told, origin } = found;
  const host = origin.kind === 'registry' ? origin.root.registry.host : origin.url.host;
  return new DisagreementError(
    `the last bottle of ${formula} for ${formatTarget(target)}`,
    [
      { source: told.by, value: describe(found) },
      {
        source: host,
        value: searched.status === 'found' ? describe(searched) : 'none',
      },
    ],
    { hint: DO_NOT_TRUST },
  );
}

function describe({ fileName, sha256 }: FoundBottle): string {
  return `${fileName} with ${digestOf(sha256)}`;
}

function nothing({ formula, target }: Told, { message }: DisagreementError): BrewpullError {
  return new NoBottleError(
    `${formula} has no bottle for ${formatTarget(target)} in the registry; ${message}`,
    { hint: 'To see what a clone says: brewpull sync, then the same with --history git.' },
  );
}
