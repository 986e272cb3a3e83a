import * as v from 'valibot';
import { InvalidFileError, UsageError } from '../../core/errors.ts';
import { parseJson } from '../../json/parse-schema.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import { parseTarget, parseTargetTag, type Target } from '../../core/target.ts';
import { cpuFamilyName } from './cpu-family.ts';

/** What the script of `brewpull probe` found on a machine. */
export interface Probe {
  readonly target: Target;
  /** As the system writes it, e.g. `11.7.10`. */
  readonly systemVersion: string;
  /** Undefined if no brew was found, or if it could not say; the same goes for the next two. */
  readonly prefix: string | undefined;
  readonly cellar: string | undefined;
  readonly brewVersion: string | undefined;
  /** More about the brew; undefined if there is none, and for probes of an older script. */
  readonly brew: ProbedBrew | undefined;
  /** Brew's name for the processor family of an Intel Mac; undefined if it is not known. */
  readonly cpuFamily: string | undefined;
  /** Whole kegs: those with a receipt. */
  readonly kegs: readonly ProbedKeg[];
}

/** What the script found out about the brew that is there; an empty string means that it could not find out. */
export interface ProbedBrew {
  /** Whether it starts without a network; `unknown` if that was not tried. */
  readonly starts: 'yes' | 'no' | 'unknown';
  /** Why it does not start, or why that is unknown: one line, partly in brew's own words. */
  readonly reason: string;
  /** The processors that its prefix is for. */
  readonly arch: string;
  /** The Ruby that it runs on. `cached`: still packed; `outdated`: not the one that it needs. */
  readonly ruby: (typeof RUBY_KINDS)[number];
  readonly rubyVersion: string;
  /** The version of Portable Ruby that it needs unless it takes a Ruby of the system. */
  readonly rubyWanted: string;
  /** The bottle tag that its Portable Ruby is built for. */
  readonly rubyTag: string;
}

const RUBY_KINDS = ['portable', 'system', 'cached', 'outdated', 'none', 'unknown'] as const;

/** One installed version of a formula. */
interface ProbedKeg {
  readonly name: string;
  /** The pkg version. */
  readonly version: string;
  /** Whether `opt/NAME` points to it. */
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
  brew: v.optional(
    v.object({
      starts: v.picklist(['yes', 'no', 'unknown']),
      reason: Line,
      arch: Line,
      ruby: v.fallback(v.picklist(RUBY_KINDS), 'unknown'),
      rubyVersion: Line,
      rubyWanted: Line,
      rubyTag: Line,
    }),
  ),
  kegs: v.array(v.object({ name: Line, version: Line, isLinked: v.boolean() })),
});

const HINT = 'Run the script that brewpull probe prints again, and keep what it prints as it is.';

/** Reads what the probe script printed. Throws {@link InvalidFileError}; `what` names the file. */
export function parseProbe(bytes: Uint8Array, what: string): Probe {
  const probe = parseJson(ProbeSchema, bytes, { what, hint: HINT, limitBytes: DOCUMENT_BYTES });
  const { systemVersion, cpuFamily, prefix, cellar, brewVersion, brew, kegs } = probe;
  return {
    target: readTarget(probe, what),
    systemVersion,
    prefix: prefix === '' ? undefined : prefix,
    cellar: cellar === '' ? undefined : cellar,
    brewVersion: brewVersion === '' ? undefined : brewVersion,
    brew,
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
