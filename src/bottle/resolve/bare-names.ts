import { BrewpullError, UsageError } from '../../core/errors.ts';
import { CORE_TAP, formatFormulaRef } from '../../history/tap/formula-ref.ts';

/** A bare name, and the taps other than homebrew/core that are installed where it was written. */
export interface BareName {
  readonly name: string;
  /** As `user/name`. */
  readonly taps: readonly string[];
}

/** Whether a tap has a formula of that name now; `unknown` if nothing at hand says so. */
export type Presence = 'has' | 'has-not' | 'unknown';

/** What deciding about bare names needs. */
export interface BareNameTools {
  /** Throws the error that keeps the tap from being asked. */
  presence(tap: string, name: string): Promise<Presence>;
  onUnknownTap(tap: string, name: string): void;
}

/**
 * Finds which tap a bare name means, as brew does (`FromNameLoader` in Library/Homebrew/formulary.rb:774-816 at aad366ffaf):
 * homebrew/core if it has the name, otherwise the one tap that does. The name stays bare if none has it, since homebrew/core may
 * have had it once. Returns `name` or `user/tap/name`. Throws {@link UsageError} for a name that several taps have.
 */
export async function qualifyName({ name, taps }: BareName, tools: BareNameTools): Promise<string> {
  // If homebrew/core cannot be asked, looking up the name will say so.
  if (taps.length === 0) return name;
  if ((await ask(CORE_TAP, name.toLowerCase(), tools)) !== 'has-not') return name;
  const having: string[] = [];
  for (const tap of taps) {
    const presence = await ask(tap, name, tools);
    if (presence === 'has') having.push(tap);
    else if (presence === 'unknown') tools.onUnknownTap(tap, name);
  }
  const [only, ...others] = having;
  if (only === undefined) return name;
  if (others.length === 0) return formatFormulaRef({ tap: only, name });
  throw new UsageError(`${name} is in ${having.join(' and in ')}, and not in homebrew/core`, {
    hint: `Write which one is meant, e.g. ${only}/${name}; brew refuses the bare name as well.`,
  });
}

async function ask(tap: string, name: string, tools: BareNameTools): Promise<Presence> {
  try {
    return await tools.presence(tap, name);
  } catch (error) {
    if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
    return 'unknown';
  }
}
