import { NetworkError } from '../../core/errors.ts';
import { blameProxy, hintOfScheme, isBeforeProxy, saidBySocks } from '../proxy/proxy-failure.ts';
import {
  CERTIFICATE,
  CERTIFICATES,
  CUT_IN_HANDSHAKE,
  NO_TLS_AGREED,
  NOT_HTTP,
  REASONS,
  WITHOUT_TLS,
  type NetworkReason,
} from './network-reasons.ts';
import { formatProxy } from '../proxy/proxy-settings.ts';

/** Failures to connect; with a proxy, it is the proxy that cannot be reached. */
const CONNECTING = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * Explains a network failure to the user, with the failure itself as the cause; `proxy` is the one the request was to go through.
 */
export function explainNetworkFailure(url: URL, error: unknown, proxy?: URL): NetworkError {
  const blamed =
    proxy === undefined || isAbout(url, error)
      ? undefined
      : blameProxy({ proxy, url }, error, codeOf(error));
  if (proxy !== undefined && blamed !== undefined) {
    return new NetworkError(
      `cannot reach the proxy ${formatProxy(proxy)} on the way to ${url.host}: ${blamed.message}`,
      {
        cause: blamed,
        hint: hintOfScheme(proxy) ?? 'Check --proxy or HTTPS_PROXY, and that the proxy is running.',
      },
    );
  }
  const reason = reasonFor(error);
  const said = proxy === undefined ? undefined : saidBySocks(proxy, error);
  const detail = reason?.text ?? said ?? unknownWords(error);
  const isConnecting = CONNECTING.has(codeOf(error) ?? '') && !isAbout(url, error);
  if (proxy !== undefined && (isConnecting || isBeforeProxy(error))) {
    return new NetworkError(
      `cannot reach the proxy ${formatProxy(proxy)} on the way to ${url.host}: ${detail}`,
      { cause: error, hint: hintOfScheme(proxy) ?? hintOnProxy(proxy, reason) },
    );
  }
  return new NetworkError(`cannot reach ${url.host}: ${detail}`, {
    cause: error,
    hint:
      (proxy === undefined ? undefined : (hintOfScheme(proxy) ?? hintBehindProxy(proxy, reason))) ??
      reason?.hint ??
      'Check the network and run this again; what was fetched is kept.',
  });
}

const OF_CERTIFICATES: ReadonlySet<NetworkReason | undefined> = new Set([
  CERTIFICATE,
  ...Object.values(CERTIFICATES),
]);

function hintOnProxy(proxy: URL, reason: NetworkReason | undefined): string {
  if (reason === WITHOUT_TLS)
    return `Use --proxy http://${proxy.host}: it does not speak TLS itself.`;
  const hint = OF_CERTIFICATES.has(reason) ? reason?.hint : undefined;
  return hint ?? 'Check --proxy or HTTPS_PROXY, and that the proxy is running.';
}

/** The proxy may be the one answering without TLS; never suggest giving up TLS because of that. */
function hintBehindProxy(proxy: URL, reason: NetworkReason | undefined): string | undefined {
  if (reason !== WITHOUT_TLS) return undefined;
  return `The proxy ${formatProxy(proxy)} may be answering instead: check it, or try without --proxy.`;
}

/** Returns whether trying again may help. */
export function mayPass(error: NetworkError): boolean {
  return reasonFor(error.cause)?.mayPass ?? true;
}

function reasonFor(error: unknown): NetworkReason | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  if (/^EPROTO$|^ERR_SSL_/.test(code)) return isPlainAnswer(error) ? WITHOUT_TLS : NO_TLS_AGREED;
  if (code === 'ECONNRESET' && says(/before secure TLS/, error)) return CUT_IN_HANDSHAKE;
  if (/CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/.test(code)) {
    return CERTIFICATES[code] ?? CERTIFICATE;
  }
  if (REASONS[code] !== undefined) return REASONS[code];
  return code.startsWith('HPE_') ? NOT_HTTP : undefined;
}

/** Shows an unknown failure in Node's words, marked as such. */
function unknownWords(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  return code === undefined || code.startsWith('PROXY_') ? said : `the connection failed (${said})`;
}

/** OpenSSL takes the first bytes of HTTP for a TLS version that does not exist. */
function isPlainAnswer(error: unknown): boolean {
  return says(/wrong version number|packet length too long/i, error);
}

function says(words: RegExp, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return words.test(error.message) || says(words, error.cause);
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_GOT')) {
    return error.code;
  }
  // For a failed connection, the SOCKS client keeps only Node's message.
  return /^(?:connect|getaddrinfo) (E[A-Z_]+)\b/.exec(error.message)?.[1] ?? codeOf(error.cause);
}

/** Returns whether the name that was not found is the server's: some proxies leave the lookup to the client. */
function isAbout(url: URL, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'hostname' in error ? error.hostname === url.hostname : isAbout(url, error.cause);
}
