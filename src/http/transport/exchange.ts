/** One HTTP request; redirects are never followed and nothing is retried below this interface. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  /** The server that named the URL, in a redirect or a challenge: what is inside a network may name more of it. */
  readonly namedBy?: URL | undefined;
  /** Sent with `content-length`. */
  readonly body?: Uint8Array | StreamedBody;
}

/** A body that is too large for memory. */
export interface StreamedBody {
  readonly sizeBytes: number;
  /** Gives exactly so many bytes, from the start each time. */
  open(): AsyncIterable<Uint8Array>;
}

/** The head of an answer, with the body still to be read. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; repeated fields joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /**
   * The body as sent (never decompressed), in chunks of which each is valid until the next one is asked for: copy what is
   * to be kept longer.
   * Iterating to the end or leaving the loop frees the connection; so does {@link HttpResponse.discard}.
   * Throws `NetworkError` when the connection breaks or stalls.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up the body; safe to call more than once. */
  discard(): void;
  /** Who answered, for receipts: undefined where it cannot be known. */
  readonly peer: HttpPeer | undefined;
  /** The proxy that saw the request in the clear, so that it may be the one who answers; without its credentials. */
  readonly gateway?: string | undefined;
}

/** The other end of a connection. */
export interface HttpPeer {
  readonly address: string | undefined;
  /** The issuer's name on the server's certificate; undefined without TLS. */
  readonly tlsIssuer: string | undefined;
  /** The proxy between, without credentials. */
  readonly proxy: string | undefined;
}

/** Sends requests. The seam between protocols and the network: tests and `--offline` put another one here. */
export interface HttpTransport {
  /**
   * Resolves when the head of the answer is there. Throws `NetworkError`, `OfflineError`, `AbortedError`, or
   * `InsecureRedirectError` for a server that may not be asked.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Closes idle connections. */
  close(): Promise<void>;
}
