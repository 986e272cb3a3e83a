import { NetworkError } from '../../../core/errors.ts';

/** What a fetch tried to reach. */
export interface FetchRoute {
  /** The address of the repository, without a login. */
  readonly remote: string;
  /** The proxy on the way, without its password; undefined if brewpull knows of none. */
  readonly proxy: string | undefined;
}

/** What curl says, in our own words. */
interface Reason {
  readonly pattern: RegExp;
  readonly text: string;
  readonly hint?: string;
}

const RUN_AGAIN = 'Check the network and run this again; what was fetched is kept.';
const CHECK_PROXY =
  "Check --proxy, HTTPS_PROXY and http.proxy in git's configuration, and that the proxy is running.";
const CA_FILE = 'If your own proxy or mirror is in between, pass its CA with --ca-file.';
const CLOCK = "Check this machine's clock with brewpull doctor, and correct it.";

const NO_TLS = 'the TLS handshake with it failed';

/** Only a proxy can fail this way. */
const OF_PROXY: readonly Reason[] = [
  { pattern: /Could not resolve proxy/i, text: 'there is no such host' },
  { pattern: /Proxy CONNECT aborted/i, text: 'it closes the connection' },
  {
    pattern: /SOCKS|connect to .* proxy/i,
    text: 'it does not connect, or is not a SOCKS proxy',
  },
];

/** Failures of the first connection, which goes to the proxy if there is one. */
const OF_FIRST: readonly Reason[] = [
  { pattern: /Could not resolve host/i, text: 'there is no such host' },
  { pattern: /timed out/i, text: 'it does not answer in time' },
  {
    pattern: /Connection refused|Failed to connect|n.t connect to server/i,
    text: 'it refuses the connection',
  },
  {
    pattern: /Empty reply|hung up|Connection reset|Recv failure/i,
    text: 'it closes the connection',
  },
];

/** Failures that are the server's in any case. */
const OF_SERVER: readonly Reason[] = [
  {
    pattern: /certificate has expired/i,
    text: "its certificate has expired by this machine's clock",
    hint: CLOCK,
  },
  {
    pattern: /certificate is not yet valid/i,
    text: "its certificate is not valid yet by this machine's clock",
    hint: CLOCK,
  },
  {
    pattern: /subject name|does not match target host|hostname mismatch/i,
    text: 'its certificate is for another name',
    hint: 'Check the address of the repository.',
  },
  {
    pattern: /certificate/i,
    text: 'its certificate is not trusted',
    hint: CA_FILE,
  },
  {
    pattern: /SSL|TLS/,
    text: NO_TLS,
    hint: 'A firewall or proxy in between may be the cause; brewpull doctor shows what answers.',
  },
];

/** Explains why git did not reach the remote, naming the proxy if it is the cause. `said` is git's line. */
export function explainUnreachable(
  said: string,
  route: FetchRoute | undefined,
  cause: unknown,
): NetworkError {
  const host = hostOf(route?.remote);
  const answered = /(?:HTTP code|response) (\d{3})(?: from proxy)?|error: (407)/i.exec(said);
  const proxy = route?.proxy ?? proxyIn(said, route);
  const status = answered?.[1] ?? answered?.[2];
  if (status !== undefined && /proxy|CONNECT|407/i.test(said)) {
    const wish = status === '407' ? ', it requires a login' : '';
    const name = proxy === undefined ? 'the proxy' : `the proxy ${proxy}`;
    return new NetworkError(`git cannot reach ${host}: ${name} answers ${status}${wish}`, {
      cause,
      hint: 'Check --proxy or HTTPS_PROXY, and its user and password.',
    });
  }
  const ofServer = OF_SERVER.find(({ pattern }) => pattern.test(said));
  const ofProxy = OF_PROXY.find(({ pattern }) => pattern.test(said));
  const ofFirst = OF_FIRST.find(({ pattern }) => pattern.test(said));
  const ofOne = ofProxy ?? ofFirst;
  if (
    ofOne !== undefined &&
    ofServer === undefined &&
    (proxy !== undefined || ofProxy !== undefined)
  ) {
    const name = proxy === undefined ? 'the proxy' : `the proxy ${proxy}`;
    return new NetworkError(`git cannot reach ${name} on the way to ${host}: ${ofOne.text}`, {
      cause,
      hint: CHECK_PROXY,
    });
  }
  const ownTls = ofServer && explainTlsOfProxy(ofServer, { host, proxy, route, cause });
  if (ownTls !== undefined) return ownTls;
  const known = ofServer ?? ofFirst;
  if (known !== undefined) {
    const hint = known.hint ?? RUN_AGAIN;
    return new NetworkError(`git cannot reach ${host}: ${known.text}`, { cause, hint });
  }
  const through = proxy === undefined ? '' : ` through the proxy ${proxy}`;
  return new NetworkError(`git could not fetch from ${host}${through}: ${said}`, {
    cause,
    hint: proxy === undefined ? RUN_AGAIN : CHECK_PROXY,
  });
}

/** What is known when TLS failed. */
interface TlsFailure {
  readonly host: string;
  readonly proxy: string | undefined;
  readonly route: FetchRoute | undefined;
  readonly cause: unknown;
}

/**
 * Blames a proxy that has its own TLS; returns undefined for any other. If the remote has no TLS, only the proxy can fail this
 * way; if both have it, git does not say whose TLS failed.
 */
function explainTlsOfProxy(
  { text, hint }: Reason,
  { host, proxy, route, cause }: TlsFailure,
): NetworkError | undefined {
  const url = URL.parse(proxy ?? '');
  if (proxy === undefined || url?.protocol !== 'https:') return undefined;
  const isOnly = URL.parse(route?.remote ?? '')?.protocol === 'http:';
  const who = isOnly
    ? `the proxy ${proxy} on the way to ${host}`
    : `the proxy ${proxy}, or ${host} through it`;
  return new NetworkError(`git cannot reach ${who}: ${text}`, {
    cause,
    hint:
      text === NO_TLS
        ? `If the proxy itself does not speak TLS, use --proxy http://${url.host}.`
        : hint,
  });
}

/** Finds a proxy from git's own configuration by the address that git failed to connect to. */
function proxyIn(said: string, route: FetchRoute | undefined): string | undefined {
  const [, host, port] = /Failed to connect to (\S+) port (\d+)/i.exec(said) ?? [];
  const server = URL.parse(route?.remote ?? '');
  if (host === undefined || server === null) return undefined;
  return server.hostname.replaceAll(/^\[|\]$/g, '') === host ? undefined : `${host}:${port}`;
}

function hostOf(remote: string | undefined): string {
  if (remote === undefined) return 'the repository';
  const host = URL.parse(remote)?.host ?? '';
  return host === '' ? remote : host;
}
