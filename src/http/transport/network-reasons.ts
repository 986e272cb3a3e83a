/** What a network failure means to the user. */
export interface NetworkReason {
  /** Undefined if the failure's own message says it. */
  readonly text?: string;
  readonly hint?: string;
  /** False if trying again cannot help. */
  readonly mayPass: boolean;
}

/** A certificate that is not trusted, for an unknown reason. */
export const CERTIFICATE: NetworkReason = {
  text: 'its certificate is not trusted',
  hint: 'If your own proxy or mirror is in between, pass its CA with --ca-file.',
  mayPass: false,
};

const SIGNED_BY_STRANGER: NetworkReason = {
  ...CERTIFICATE,
  text: 'its certificate is not trusted: an authority that this machine does not know signed it',
};

/** Keyed by OpenSSL's code. The first two are often caused by a wrong clock. */
export const CERTIFICATES: Readonly<Record<string, NetworkReason>> = {
  CERT_HAS_EXPIRED: {
    text: "its certificate has expired by this machine's clock",
    hint: 'Check the clock with brewpull doctor; if it is right, the server needs a new certificate.',
    mayPass: false,
  },
  CERT_NOT_YET_VALID: {
    text: "its certificate is not valid yet by this machine's clock",
    hint: 'The clock is probably behind: check it with brewpull doctor, and correct it.',
    mayPass: false,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    text: 'its certificate is for another name',
    hint: 'Check the name of the host; brewpull doctor shows what answers there.',
    mayPass: false,
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    ...CERTIFICATE,
    text: 'its certificate is not trusted: the server signed it itself',
  },
  SELF_SIGNED_CERT_IN_CHAIN: SIGNED_BY_STRANGER,
  UNABLE_TO_GET_ISSUER_CERT: SIGNED_BY_STRANGER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: SIGNED_BY_STRANGER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: SIGNED_BY_STRANGER,
};

/** The server answers a TLS handshake in plain HTTP. */
export const WITHOUT_TLS: NetworkReason = {
  text: 'it answers without TLS',
  hint: 'If it is a registry without TLS, allow that for its host with --insecure-registry HOST.',
  mayPass: false,
};

const NOT_ALLOWED: NetworkReason = {
  text: 'this machine does not allow the connection',
  hint: 'Check the firewall of this machine and the sandbox that brewpull runs in.',
  mayPass: false,
};

/** The server speaks another protocol. */
export const NOT_HTTP: NetworkReason = {
  text: 'it does not answer as HTTP',
  hint: 'Check the address and its port: another kind of server answers there.',
  mayPass: true,
};

/** The TLS handshake fails. */
export const NO_TLS_AGREED: NetworkReason = {
  text: 'the TLS handshake with it failed',
  hint: 'A firewall or proxy in between may be the cause; brewpull doctor shows what answers there.',
  mayPass: false,
};

/** The TLS handshake is cut off. */
export const CUT_IN_HANDSHAKE: NetworkReason = {
  text: 'it closed the connection during the TLS handshake',
  hint: 'A firewall in between may do that: try another network, or use --proxy.',
  mayPass: true,
};

/** Keyed by Node's code. */
export const REASONS: Readonly<Record<string, NetworkReason>> = {
  ENOTFOUND: {
    text: 'there is no such host',
    hint: 'Check the network and the name.',
    mayPass: false,
  },
  ENODATA: { text: 'its name has no address', hint: 'Check the name.', mayPass: false },
  EAI_AGAIN: { text: 'its name cannot be looked up', hint: 'Check the network.', mayPass: true },
  ECONNREFUSED: { text: 'it refuses the connection', mayPass: true },
  ECONNRESET: { text: 'the connection was reset', mayPass: true },
  ECONNABORTED: { text: 'the connection was given up', mayPass: true },
  EPIPE: { text: 'the connection broke', mayPass: true },
  ETIMEDOUT: {
    text: 'it does not answer in time',
    hint: 'Check the network, or use --proxy.',
    mayPass: true,
  },
  EHOSTUNREACH: { text: 'there is no route to it', hint: 'Check the network.', mayPass: true },
  EHOSTDOWN: { text: 'it is switched off', hint: 'Check the network.', mayPass: true },
  ENETUNREACH: { text: 'there is no network', hint: 'Check the network.', mayPass: true },
  ENETDOWN: { text: 'there is no network', hint: 'Check the network.', mayPass: true },
  EADDRNOTAVAIL: {
    text: 'this machine has no address for such a connection',
    hint: 'Check the network and the address.',
    mayPass: true,
  },
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EMFILE: {
    text: 'too many files are open',
    hint: 'Use a smaller --concurrency, or allow more with ulimit -n.',
    mayPass: true,
  },
  ENFILE: {
    text: 'too many files are open on this machine',
    hint: 'Run this again later.',
    mayPass: true,
  },
  HPE_HEADER_OVERFLOW: {
    text: 'its answer has more than 16 KiB of headers',
    hint: 'No registry needs that many: check what answers there with curl -I.',
    mayPass: false,
  },
  PROXY_REFUSES: {
    hint: 'Check --proxy or HTTPS_PROXY, and its user and password.',
    mayPass: false,
  },
  PROXY_LOGIN_UNKNOWN: {
    hint: 'Run a local proxy that can log in that way, such as cntlm or px, and pass it with --proxy.',
    mayPass: false,
  },
  PROXY_FAILS: { hint: 'Check --proxy or HTTPS_PROXY.', mayPass: true },
};
