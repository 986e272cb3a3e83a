import type { EventSink } from '../core/events.ts';

/** How to follow and end one call. */
export interface CallOptions {
  /** Receives the progress of the call, in addition to the listener in {@link LibraryOptions}; must not throw. */
  readonly onEvent?: EventSink | undefined;
  /** Ends the call, which then throws a `BrewpullError` with code `ABORTED`. What was downloaded stays in the cache. */
  readonly signal?: AbortSignal | undefined;
}

/** The options for all calls. Each has a default, and nothing is read from the environment of the process. */
export interface LibraryOptions extends CallOptions {
  /**
   * Where versions are looked up. `auto` tries in this order: a clone that was named (`tapDirectory`); `answersFile`; the managed
   * copy or Homebrew's clone on this machine, unless the available answers are newer; fetched answers; those in the package; the
   * registry.
   */
  readonly history?: 'auto' | 'git' | 'atlas' | 'registry' | undefined;
  /** A file of answers, or an atlas with all bottles, for the tap that it names. */
  readonly answersFile?: string | undefined;
  /** `false` ignores the file of answers and the list of casks in the package. */
  readonly packagedAnswers?: boolean | undefined;
  /** One or more clones: `PATH`, for the tap that its remote names, or `user/tap=PATH`. They are never changed. */
  readonly tapDirectory?: string | readonly string[] | undefined;
  /** Answers from the history before this time: `2023-09-01`, or ISO 8601. */
  readonly before?: string | undefined;
  /** Answers from the history up to this commit. */
  readonly at?: string | undefined;
  /** Allows answers that a state which cannot be read makes unsure, each with a note; by default they are refused. */
  readonly allowUnsure?: boolean | undefined;
  /** The registry to ask instead of `https://ghcr.io`: an origin; a path is a prefix for repositories. */
  readonly registry?: string | undefined;
  /** Hosts that may be contacted without TLS: `HOST` or `HOST:PORT`. */
  readonly insecureRegistries?: readonly string[] | undefined;
  /** Token servers that may be sent the credentials of registries on other hosts: `HOST` or `HOST:PORT`. */
  readonly authHosts?: readonly string[] | undefined;
  /** A login for one registry only; used before those on the machine. */
  readonly credentials?: RegistryCredentials | undefined;
  /** The cache folder; by default in the system's place for caches. */
  readonly cacheDirectory?: string | undefined;
  /** How many downloads run at once: 4 by default, at most 32. */
  readonly concurrency?: number | undefined;
  /** A proxy for everything, such as `socks5h://127.0.0.1:9050`; without it, the variables in `environment` decide. */
  readonly proxy?: string | undefined;
  /** Additional certificate authorities, each as PEM. */
  readonly certificateAuthorities?: readonly string[] | undefined;
  /** Verifies who built each bottle; `required` refuses a bottle without an attestation. */
  readonly provenance?: boolean | 'required' | undefined;
  /** A file with Sigstore's keys, instead of those built into brewpull. */
  readonly trustedRoot?: string | undefined;
  /** The server to ask for attestations. */
  readonly attestationApi?: string | undefined;
  /** A file from formulae.brew.sh with its signature (`.jws.json`), as one more witness. */
  readonly apiData?: string | undefined;
  /** Uses only what is in the cache. */
  readonly offline?: boolean | undefined;
  /** The variables for proxies, credentials and the location of Homebrew; pass `process.env` to do as the command does. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A login for one registry. */
export interface RegistryCredentials {
  /** Scheme, host and port, as `URL` writes them: `https://registry.example`. */
  readonly origin: string;
  readonly user: string;
  readonly password: string;
}
