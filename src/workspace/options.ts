import type { EventSink } from '../core/events.ts';
import type { ApiBottle } from '../provenance/signed-api/api-bottle-schema.ts';
import type { ProvenanceOptions } from '../bottle/obtain/provenance-options.ts';
import type { Destination } from '../bottle/place/destination.ts';
import type { BeforeDownload } from '../bottle/obtain/download-size.ts';
import type { TapClone } from './histories/tap-clone.ts';

/** What to do with resolved bottles. */
export interface PullRequest {
  readonly destination: Destination;
  /** Whether to only report what would be fetched. */
  readonly dryRun?: boolean;
  /** Whether to fetch the ready-to-run files of formulae without a bottle. */
  readonly prebuilt?: boolean;
  /** Called once the registry was asked about every bottle, before any is downloaded. If it throws, the work ends. */
  readonly beforeDownload?: BeforeDownload | undefined;
}

/** How brewpull works, for everything it does. */
export interface BrewpullOptions {
  /**
   * Where versions are looked up. `auto` asks in this order: a named clone (`tapClones`); `answersFile`; the managed copy or
   * Homebrew's own clone on this machine, unless answers at hand are newer; fetched answers; `packagedAnswers`; the registry.
   * `atlas` only uses files of answers.
   */
  readonly history: 'auto' | 'git' | 'atlas' | 'registry';
  /** A file of answers or an atlas with all bottles that the user named; it is used for the tap that it names. */
  readonly answersFile?: string | undefined;
  /** The file of answers in brewpull's package; undefined to do without. */
  readonly packagedAnswers?: string | undefined;
  /** The list of casks in brewpull's package, read for names without a formula; undefined to do without. */
  readonly packagedCasks?: string | undefined;
  /** Clones of taps, bare or not, each for only one tap; never changed. */
  readonly tapClones: readonly TapClone[];
  /** Answers are given as of just before this time, ISO 8601. */
  readonly before: string | undefined;
  /** Answers are given as of this commit. */
  readonly at: string | undefined;
  /** Whether to give answers that an unreadable state makes unsure, each with a note; by default they are refused. */
  readonly allowUnsure?: boolean | undefined;
  /** Asked instead of ghcr.io: an origin; a path becomes a prefix of repositories. */
  readonly registry: string | undefined;
  /** Hosts that may be asked without TLS and be on an internal network, even when a server names them: `HOST` or `HOST:PORT`. */
  readonly insecureRegistries?: readonly string[] | undefined;
  /** Token servers that may receive the credentials of registries on other hosts: `HOST` or `HOST:PORT`. */
  readonly authHosts?: readonly string[] | undefined;
  /** Registries that are asked besides `registry` because the user named them; they may be on an internal network. */
  readonly namedRegistries?: readonly URL[] | undefined;
  /** Undefined for the system's place for caches. */
  readonly cacheDirectory: string | undefined;
  /** How many downloads run at once. */
  readonly concurrency: number;
  /** The limit for the speed of all responses together; by default there is none. */
  readonly bytesPerSecond?: number | undefined;
  /** A proxy for everything; without it, the variables of `environment` decide. */
  readonly proxy: string | undefined;
  /** Additional certificate authorities, each as PEM. */
  readonly certificateAuthorities: readonly string[];
  /** Used before those of the machine, only for this registry, even if it has no TLS. */
  readonly credentials?: {
    /** Scheme, host and port, as `URL` writes them: `https://registry.example`. */
    readonly origin: string;
    readonly user: string;
    readonly password: string;
  };
  /** How to find out who built each bottle; by default this is not asked. */
  readonly provenance?: ProvenanceOptions | undefined;
  /** Returns what the signed data of formulae.brew.sh says about a formula's current version: one more witness. */
  readonly api?: ((formula: string) => ApiBottle | undefined) | undefined;
  /** Whether to use only what is in the cache. */
  readonly offline: boolean;
  /** The variables that say which proxies and credentials to use, and where Homebrew is. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal;
}
