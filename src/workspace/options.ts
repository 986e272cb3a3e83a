import type { EventSink } from '../core/events.ts';
import type { ApiBottle } from '../provenance/signed-api/api-bottle-schema.ts';
import type { ProvenanceOptions } from '../bottle/obtain/provenance-options.ts';
import type { Destination } from '../bottle/place/destination.ts';
import type { BeforeDownload } from '../bottle/obtain/download-size.ts';
import type { TapClone } from './histories/tap-clone.ts';

/** What becomes of resolved bottles. */
export interface PullRequest {
  readonly destination: Destination;
  /** Says only what would be fetched. */
  readonly dryRun?: boolean;
  /** Fetches what formulae without a bottle download ready to run. */
  readonly prebuilt?: boolean;
  /** Asked when the size of every bottle is known and none is downloaded; what it throws ends the work. */
  readonly beforeDownload?: BeforeDownload | undefined;
}

/** How brewpull works, for everything it does. */
export interface BrewpullOptions {
  /**
   * Where versions are looked up. `auto` asks in this order: a clone that was named (`tapClones`); `answersFile`; the managed copy
   * or the clone of Homebrew on this machine, unless answers at hand are newer; answers that were fetched; `packagedAnswers`;
   * the registry. `atlas` takes only files of answers.
   */
  readonly history: 'auto' | 'git' | 'atlas' | 'registry';
  /** A file of answers that the user named, or an atlas with all bottles; for the tap that it names. */
  readonly answersFile?: string | undefined;
  /** The file of answers in brewpull's package; undefined to do without. */
  readonly packagedAnswers?: string | undefined;
  /** The list of casks in brewpull's package, read for names without a formula; undefined to do without. */
  readonly packagedCasks?: string | undefined;
  /** Clones of taps, bare or not, each for one tap alone; never changed. */
  readonly tapClones: readonly TapClone[];
  /** Answers as history was before this time, ISO 8601. */
  readonly before: string | undefined;
  /** Answers as history was at this commit. */
  readonly at: string | undefined;
  /** Gives answers that a state which cannot be read makes unsure, each with a note; by default they are refused. */
  readonly allowUnsure?: boolean | undefined;
  /** Asked instead of ghcr.io: an origin, with a path a prefix of repositories. */
  readonly registry: string | undefined;
  /** Hosts that may be asked without TLS, and may be inside a network, also when a server names them: `HOST` or `HOST:PORT`. */
  readonly insecureRegistries?: readonly string[] | undefined;
  /** Token servers that may be sent the credentials of registries elsewhere: `HOST` or `HOST:PORT`. */
  readonly authHosts?: readonly string[] | undefined;
  /** Registries that are asked besides `registry` because the user named them: they may be inside a network. */
  readonly namedRegistries?: readonly URL[] | undefined;
  /** Undefined for the system's place for caches. */
  readonly cacheDirectory: string | undefined;
  /** How many downloads run at once. */
  readonly concurrency: number;
  /** How fast all answers together are taken; left out, as fast as they come. */
  readonly bytesPerSecond?: number | undefined;
  /** A proxy for everything; without it the variables of `environment` decide. */
  readonly proxy: string | undefined;
  /** Further certificate authorities, each as PEM. */
  readonly certificateAuthorities: readonly string[];
  /** Used before those of the machine, for this registry alone, also where it has no TLS. */
  readonly credentials?: {
    /** Scheme, host and port, as `URL` writes them: `https://registry.example`. */
    readonly origin: string;
    readonly user: string;
    readonly password: string;
  };
  /** Asks who built each bottle; left out, it is not asked. */
  readonly provenance?: ProvenanceOptions | undefined;
  /** What signed data of formulae.brew.sh says of a formula's current version: one more witness. */
  readonly api?: ((formula: string) => ApiBottle | undefined) | undefined;
  /** Uses only what is in the cache. */
  readonly offline: boolean;
  /** Proxies, credentials and the place of Homebrew come from these variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal;
}
