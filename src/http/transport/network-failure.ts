import { NetworkError } from '../../core/errors.ts';
import { blameProxy, hintOfScheme } from '../proxy/proxy-failure.ts';
import { formatProxy } from '../proxy/proxy-settings.ts';

interface NetworkReason {
  /** Undefined when the failure's own message says it. */
  readonly text?: string;
  readonly hint?: string;
  /** False when trying again cannot help. */
  readonly mayPass: boolean;
}

const CERTIFICATE: NetworkReason = {
  text: 'its certificate is not trusted',
  hint: 'If there is a proxy or mirror of your own between, give its authority with --ca-file.',
  mayPass: false,
};

const WITHOUT_TLS: NetworkReason = {
  text: 'it answers without TLS',
  hint: 'If it is a registry without TLS, allow that for its host with --insecure-registry HOST.',
  mayPass: false,
};

const REASONS: Readonly<Record<string, NetworkReason>> = {
  ENOTFOUND: {
    text: 'there is no such host',
    hint: 'Check the network and the name.',
    mayPass: false,
  },
  EAI_AGAIN: { text: 'its name cannot be looked up', hint: 'Check the network.', mayPass: true },
  ECONNREFUSED: { text: 'it refuses the connection', mayPass: true },
  ECONNRESET: { text: 'the connection was reset', mayPass: true },
  EPIPE: { text: 'the connection broke', mayPass: true },
  ETIMEDOUT: {
    text: 'it does not answer in time',
    hint: 'Check the network, or use --proxy.',
    mayPass: true,
  },
  EHOSTUNREACH: { text: 'there is no route to it', hint: 'Check the network.', mayPass: true },
  ENETUNREACH: { text: 'there is no network', hint: 'Check the network.', mayPass: true },
  HPE_HEADER_OVERFLOW: {
    text: 'its answer has more than 16 KiB of headers',
    hint: 'No registry needs so many: check what answers there with curl -I.',
    mayPass: false,
  },
  PROXY_REFUSES: {
    hint: 'Check --proxy or HTTPS_PROXY, and its user and password.',
    mayPass: false,
  },
  PROXY_LOGIN_UNKNOWN: {
    hint: 'Run a proxy beside it that logs in so, such as cntlm or px, and name that with --proxy.',
    mayPass: false,
  },
  PROXY_FAILS: { hint: 'Check --proxy or HTTPS_PROXY.', mayPass: true },
  ERR_TLS_CERT_ALTNAME_INVALID: { ...CERTIFICATE, text: 'its certificate is for another name' },
};

/** Failures to connect: with a proxy, it is the one that cannot be reached. */
const CONNECTING = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * Gives what a failure of the network means for a person, with the failure itself as cause; `proxy` is the one that the
 * request was to go through.
 */
export function explainNetworkFailure(url: URL, error: unknown, proxy?: URL): NetworkError {
  const blamed =
    proxy === undefined || isAbout(url, error)
      ? undefined
      : blameProxy(proxy, error, codeOf(error));
  if (proxy !== undefined && blamed !== undefined) {
    return new NetworkError(
      `cannot reach the proxy ${formatProxy(proxy)} on the way to ${url.host}: ${blamed.message}`,
      {
        cause: blamed,
        hint: hintOfScheme(proxy) ?? 'Check --proxy or HTTPS_PROXY, and that the proxy runs.',
      },
    );
  }
  const reason = reasonFor(error);
  const detail = reason?.text ?? (error instanceof Error ? error.message : String(error));
  if (proxy !== undefined && CONNECTING.has(codeOf(error) ?? '') && !isAbout(url, error)) {
    return new NetworkError(
      `cannot reach the proxy ${formatProxy(proxy)} on the way to ${url.host}: ${detail}`,
      {
        cause: error,
        hint: hintOfScheme(proxy) ?? 'Check --proxy or HTTPS_PROXY, and that the proxy runs.',
      },
    );
  }
  return new NetworkError(`cannot reach ${url.host}: ${detail}`, {
    cause: error,
    hint:
      (proxy === undefined ? undefined : hintOfScheme(proxy)) ??
      reason?.hint ??
      'Check the network and run this again; what was fetched is kept.',
  });
}

/** Tells whether trying again may help. */
export function mayPass(error: NetworkError): boolean {
  return reasonFor(error.cause)?.mayPass ?? true;
}

function reasonFor(error: unknown): NetworkReason | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  if (code === 'EPROTO' && isPlainAnswer(error)) return WITHOUT_TLS;
  if (/CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/.test(code)) return REASONS[code] ?? CERTIFICATE;
  return REASONS[code];
}

/** OpenSSL takes the first bytes of HTTP for a version of TLS that there is not. */
function isPlainAnswer(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /wrong version number|packet length too long/i.test(error.message) || isPlainAnswer(error.cause)
  );
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_GOT')) {
    return error.code;
  }
  // The client of SOCKS proxies keeps of a failure to connect only what Node says.
  return /^(?:connect|getaddrinfo) (E[A-Z_]+)\b/.exec(error.message)?.[1] ?? codeOf(error.cause);
}

/** Tells whether a name that was not found is the server's: some proxies leave it to the client to look it up. */
function isAbout(url: URL, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'hostname' in error ? error.hostname === url.hostname : isAbout(url, error.cause);
}
