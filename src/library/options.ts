import type { EventSink } from '../core/events.ts';

/** How one call is followed and ended. */
export interface CallOptions {
  /** Hears how far the call is, besides the listener of {@link LibraryOptions}; must not throw. */
  readonly onEvent?: EventSink | undefined;
  /** Ends the call, which then throws a `BrewpullError` with code `ABORTED`. What was downloaded stays in the cache. */
  readonly signal?: AbortSignal | undefined;
}

/** How brewpull works, for all calls. Everything has a usual value, and nothing is read from the environment of the process. */
export interface LibraryOptions extends CallOptions {
  /**
   * Where versions are looked up. `auto` asks in this order: a clone that was named (`tapDirectory`); `answersFile`; the managed
   * copy or the clone of Homebrew on this machine, unless answers at hand are newer; answers that were fetched; those in the
   * package; the registry.
   */
  readonly history?: 'auto' | 'git' | 'atlas' | 'registry' | undefined;
  /** A file of answers, or an atlas with all bottles; for the tap that it names. */
  readonly answersFile?: string | undefined;
  /** `false` does without the file of answers and the list of casks in the package. */
  readonly packagedAnswers?: boolean | undefined;
  /** One clone or several: `PATH`, of the tap that its remote names, or `user/tap=PATH`. They are never changed. */
  readonly tapDirectory?: string | readonly string[] | undefined;
  /** Answers as history was before this time: `2023-09-01`, or ISO 8601. */
  readonly before?: string | undefined;
  /** Answers as history was at this commit. */
  readonly at?: string | undefined;
  /** Gives answers that a state which cannot be read makes unsure, each with a note; by default they are refused. */
  readonly allowUnsure?: boolean | undefined;
  /** Asked instead of `https://ghcr.io`: an origin, with a path a prefix of repositories. */
  readonly registry?: string | undefined;
  /** Hosts that may be asked without TLS: `HOST` or `HOST:PORT`. */
  readonly insecureRegistries?: readonly string[] | undefined;
  /** Token servers that may be sent the credentials of registries elsewhere: `HOST` or `HOST:PORT`. */
  readonly authHosts?: readonly string[] | undefined;
  /** For one registry alone; used before those of the machine. */
  readonly credentials?: RegistryCredentials | undefined;
  /** By default the system's place for caches. */
  readonly cacheDirectory?: string | undefined;
  /** How many downloads run at once, 4 by default, up to 32. */
  readonly concurrency?: number | undefined;
  /** A proxy for everything, `socks5h://127.0.0.1:9050`; without it the variables of `environment` decide. */
  readonly proxy?: string | undefined;
  /** Further certificate authorities, each as PEM. */
  readonly certificateAuthorities?: readonly string[] | undefined;
  /** Asks who built each bottle; `required` refuses a bottle without an attestation. */
  readonly provenance?: boolean | 'required' | undefined;
  /** A file with Sigstore's keys, instead of those built into brewpull. */
  readonly trustedRoot?: string | undefined;
  /** The server to ask for attestations. */
  readonly attestationApi?: string | undefined;
  /** A file of formulae.brew.sh with its signature (`.jws.json`), as one more witness. */
  readonly apiData?: string | undefined;
  /** Uses only what is in the cache. */
  readonly offline?: boolean | undefined;
  /** Proxies, credentials and the place of Homebrew come from these variables; pass `process.env` to do as the command does. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A login for one registry. */
export interface RegistryCredentials {
  /** Scheme, host and port, as `URL` writes them: `https://registry.example`. */
  readonly origin: string;
  readonly user: string;
  readonly password: string;
}
