import * as v from 'valibot';
import { InvalidFileError, UsageError } from '../../core/errors.ts';
import { parseTarget, parseTargetTag, type Target } from '../../core/target.ts';
import { cpuFamilyName } from './cpu-family.ts';

/** What the script of `brewpull probe` found on a machine. */
export interface Probe {
  readonly target: Target;
  /** As the system writes it, e.g. `11.7.10`. */
  readonly systemVersion: string;
  /** Undefined when no brew was found, as are the next two. */
  readonly prefix: string | undefined;
  readonly cellar: string | undefined;
  readonly brewVersion: string | undefined;
  /** Brew's name for the processor family of an Intel Mac; undefined where it is not known. */
  readonly cpuFamily: string | undefined;
  /** Whole kegs: those with a receipt. */
  readonly kegs: readonly ProbedKeg[];
}

/** One installed version of a formula. */
interface ProbedKeg {
  readonly name: string;
  /** The pkg version. */
  readonly version: string;
  /** Whether `opt/NAME` leads to it. */
  readonly isLinked: boolean;
}

const Line = v.pipe(v.string(), v.regex(/^[^\p{Cc}]{0,500}$/u, 'not one line of text'));
const Folder = v.pipe(Line, v.regex(/^(?:\/.*)?$/, 'not an absolute path'));

const ProbeSchema = v.object({
  schemaVersion: v.literal(1),
  system: v.picklist(['macos', 'linux']),
  systemVersion: Line,
  arch: Line,
  cpuFamily: v.pipe(v.string(), v.regex(/^-?\d{0,12}$/, 'not a number')),
  prefix: Folder,
  cellar: Folder,
  brewVersion: Line,
  kegs: v.array(v.object({ name: Line, version: Line, isLinked: v.boolean() })),
});

const SIZE_LIMIT = 4 * 1024 * 1024;
const HINT = 'Run the script that brewpull probe prints again, and keep what it prints as it is.';

/** Reads what the probe script printed. Throws {@link InvalidFileError}; `what` names the file. */
export function parseProbe(bytes: Uint8Array, what: string): Probe {
  const result = v.safeParse(ProbeSchema, readJson(bytes, what));
  if (!result.success) {
    const where = v.getDotPath(result.issues[0]) ?? 'document';
    throw new InvalidFileError(`${what} has a bad ${where}`, { hint: HINT });
  }
  const { systemVersion, cpuFamily, prefix, cellar, brewVersion, kegs } = result.output;
  return {
    target: readTarget(result.output, what),
    systemVersion,
    prefix: prefix === '' ? undefined : prefix,
    cellar: cellar === '' ? undefined : cellar,
    brewVersion: brewVersion === '' ? undefined : brewVersion,
    cpuFamily: cpuFamily === '' ? undefined : cpuFamilyName(Number(cpuFamily)),
    kegs,
  };
}

function readTarget(
  {
    system,
    systemVersion: version,
    arch,
  }: Pick<v.InferOutput<typeof ProbeSchema>, 'system' | 'systemVersion' | 'arch'>,
  what: string,
): Target {
  try {
    return system === 'macos'
      ? parseTarget({ macos: version, arch })
      : parseTargetTag(`${arch.replace('aarch64', 'arm64')}_linux`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new InvalidFileError(
      `${what} describes ${system} ${version} on ${arch}, for which Homebrew has no bottles`,
      {
        cause: error,
        hint: HINT,
      },
    );
  }
}

function readJson(bytes: Uint8Array, what: string): unknown {
  if (bytes.length > SIZE_LIMIT) throw new InvalidFileError(`${what} has ${bytes.length} bytes`);
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return json;
  } catch (error) {
    throw new InvalidFileError(`${what} is not JSON`, { cause: error, hint: HINT });
  }
}
