/** One HTTP request; nothing below this interface follows redirects or retries. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  /** The server that named the URL, in a redirect or a challenge: one on a private network may name others there. */
  readonly namedBy?: URL | undefined;
  /** The body, sent with `content-length`. */
  readonly body?: Uint8Array | StreamedBody;
}

/** A body too large for memory. */
export interface StreamedBody {
  readonly sizeBytes: number;
  /** Yields exactly `sizeBytes` bytes, from the start each time. */
  open(): AsyncIterable<Uint8Array>;
}

/** The head of an answer, with the body still to be read. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated fields are joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /**
   * The body as sent (never decompressed). Each chunk is valid only until the next one is requested: copy what has to be kept.
   * Iterating to the end or leaving the loop frees the connection; so does {@link HttpResponse.discard}. Throws `NetworkError` if
   * the connection breaks or stalls.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Abandons the body; safe to call more than once. */
  discard(): void;
  /** The server that answered, for receipts; undefined if it cannot be known. */
  readonly peer: HttpPeer | undefined;
  /** The proxy that saw the request in the clear and so may have answered itself; without its credentials. */
  readonly gateway?: string | undefined;
}

/** The other end of a connection. */
export interface HttpPeer {
  readonly address: string | undefined;
  /** The issuer's name in the server's certificate; undefined without TLS. */
  readonly tlsIssuer: string | undefined;
  /** The proxy in between, without credentials. */
  readonly proxy: string | undefined;
}

/** Sends requests. This is the seam between protocols and the network: tests and `--offline` use their own. */
export interface HttpTransport {
  /**
   * Resolves when the head of the answer arrives. Throws `NetworkError`, `OfflineError`, `AbortedError`, or
   * `InsecureRedirectError` for a server that may not be contacted.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Closes idle connections. */
  close(): Promise<void>;
}
