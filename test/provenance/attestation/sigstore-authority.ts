import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock';
import { vi } from 'vitest';

import type { TrustedRoot } from '../../../src/provenance/attestation/trusted-root-schema.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';
const REKOR = 'https://rekor.sigstore.dev';
const LONG_AGO = '2020-01-01T00:00:00Z';

/** What one attestation says, and how it is signed; the defaults are those of a good one of homebrew-core. */
interface AttestationParts {
  readonly subjects: readonly { readonly name: string; readonly sha256: string }[];
  readonly issuer?: string;
  readonly repository?: string;
  /** Where the signing workflow lives, if not in `repository`. */
  readonly signer?: string;
  readonly predicateType?: string;
  /** When the log says that it was signed; the certificate is valid for ten minutes from the authority's `now`. */
  readonly loggedAt?: Date;
  /** `dsse` as GitHub writes today, `intoto` as it did before. */
  readonly kind?: 'dsse' | 'intoto';
}

/** A Sigstore bundle as JSON, open to forgery. */
export interface ForgeableBundle {
  mediaType: string;
  verificationMaterial: {
    certificate: { rawBytes: string };
    tlogEntries: Record<string, unknown>[];
    timestampVerificationData: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
}

/** A whole Sigstore in this process: certificate authority, certificate log, transparency log, timestamp authority. */
export async function createAuthority(now = new Date('2026-05-01T12:00:00Z')) {
  const keys = { ca: keyPair('P-384'), ctLog: keyPair(), tLog: keyPair(), tsa: keyPair('P-384') };
  // The mock dates its root certificates by the clock of the machine.
  vi.useFakeTimers({ toFake: ['Date'], now: now.getTime() - 86_400_000 });
  const ctLog = await initializeCTLog(keys.ctLog, now);
  const ca = await initializeCA(keys.ca, ctLog, now);
  const tsa = await initializeTSA(keys.tsa, new Date(now.getTime() + 60_000));
  vi.useRealTimers();

  const trustedRoot: TrustedRoot = {
    json: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [logInstance(REKOR, publicDer(keys.tLog.publicKey))],
      certificateAuthorities: [authority([bytesOf(ca.rootCertificate)])],
      ctlogs: [logInstance('https://ctfe.sigstore.dev', bytesOf(ctLog.publicKey))],
      timestampAuthorities: [authority([tsa.intCertificate, tsa.rootCertificate].map(bytesOf))],
    },
  };

  async function attest(parts: AttestationParts): Promise<ForgeableBundle> {
    const signer = keyPair();
    const repository = parts.repository ?? 'Homebrew/homebrew-core';
    const issued = await ca.issueCertificate({
      publicKey: Uint8Array.from(publicDer(signer.publicKey)),
      subjectAltName: `https://github.com/${parts.signer ?? repository}/.github/workflows/publish.yml@refs/heads/main`,
      extensions: [
        { oid: '1.3.6.1.4.1.57264.1.1', value: parts.issuer ?? GITHUB, legacy: true },
        { oid: '1.3.6.1.4.1.57264.1.8', value: parts.issuer ?? GITHUB },
        { oid: '1.3.6.1.4.1.57264.1.12', value: `https://github.com/${repository}` },
        { oid: '1.3.6.1.4.1.57264.1.13', value: '8c2d0f2d5b1e4f7a9c3b6d8e0f1a2b3c4d5e6f70' },
      ],
    });
    const certificate = bytesOf(issued);
    const payload = statementBytes(parts);
    const payloadType = 'application/vnd.in-toto+json';
    const signature = sign('sha256', preAuthEncoding(payloadType, payload), signer.privateKey);
    const tLog = await initializeTLog(
      REKOR,
      keys.tLog,
      parts.loggedAt ?? new Date(now.getTime() + 60_000),
    );
    const kind = parts.kind ?? 'dsse';
    const logged = await tLog.log(logBody(kind, { payload, payloadType, signature, certificate }));
    return {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        certificate: { rawBytes: certificate.toString('base64') },
        tlogEntries: [logEntry(kind, logged)],
        timestampVerificationData: { rfc3161Timestamps: [] },
      },
      dsseEnvelope: {
        payload: payload.toString('base64'),
        payloadType,
        signatures: [{ sig: signature.toString('base64') }],
      },
    };
  }

  /** Lets the timestamp authority vouch for a bundle's signature. */
  async function addTimestamp(bundle: ForgeableBundle): Promise<ForgeableBundle> {
    const [signature] = bundle.dsseEnvelope.signatures;
    const reply = await tsa.timestamp({
      artifactHash: createHash('sha256')
        .update(Buffer.from(signature?.sig ?? '', 'base64'))
        .digest(),
      hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
      nonce: 1,
      policyOID: '1.3.6.1.4.1.57264.2',
    });
    const copy = structuredClone(bundle);
    copy.verificationMaterial.timestampVerificationData.rfc3161Timestamps.push({
      signedTimestamp: bytesOf(reply).toString('base64'),
    });
    return copy;
  }

  return { trustedRoot, attest, addTimestamp };
}

function keyPair(namedCurve = 'P-256') {
  return generateKeyPairSync('ec', { namedCurve });
}

function publicDer(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' });
}

function statementBytes({ subjects, predicateType }: AttestationParts): Buffer {
  return Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
      predicateType: predicateType ?? 'https://slsa.dev/provenance/v1',
      predicate: {},
    }),
  );
}

/** https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md */
function preAuthEncoding(type: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
}

interface Signed {
  readonly payload: Buffer;
  readonly payloadType: string;
  readonly signature: Buffer;
  readonly certificate: Buffer;
}

function logBody(kind: 'dsse' | 'intoto', signed: Signed): object {
  const sig = signed.signature.toString('base64');
  const verifier = Buffer.from(pem(signed.certificate)).toString('base64');
  const payloadHash = { algorithm: 'sha256', value: hexOf(signed.payload) };
  if (kind === 'dsse') {
    return {
      apiVersion: '0.0.1',
      kind,
      spec: {
        envelopeHash: { algorithm: 'sha256', value: hexOf(signed.signature) },
        payloadHash,
        signatures: [{ signature: sig, verifier }],
      },
    };
  }
  const signatures = [{ publicKey: verifier, sig: Buffer.from(sig).toString('base64') }];
  return {
    apiVersion: '0.0.2',
    kind,
    spec: {
      content: {
        envelope: { payloadType: signed.payloadType, signatures },
        hash: { algorithm: 'sha256', value: hexOf(signed.signature) },
        payloadHash,
      },
    },
  };
}

interface LogReply {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly rootHash: string;
      readonly treeSize: number;
      readonly hashes: readonly string[];
      readonly checkpoint: string;
    };
    readonly signedEntryTimestamp: string;
  };
}

function logEntry(kind: 'dsse' | 'intoto', reply: Readonly<Record<string, LogReply>>) {
  const [entry] = Object.values(reply);
  if (entry === undefined) throw new Error('the log answered nothing');
  const { inclusionProof, signedEntryTimestamp } = entry.verification;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: Buffer.from(entry.logID, 'hex').toString('base64') },
    kindVersion: { kind, version: kind === 'dsse' ? '0.0.1' : '0.0.2' },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(inclusionProof.logIndex),
      rootHash: Buffer.from(inclusionProof.rootHash, 'hex').toString('base64'),
      treeSize: String(inclusionProof.treeSize),
      hashes: inclusionProof.hashes,
      checkpoint: { envelope: inclusionProof.checkpoint },
    },
    canonicalizedBody: entry.body,
  };
}

function logInstance(baseUrl: string, publicKey: Buffer) {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: publicKey.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: LONG_AGO },
    },
    logId: { keyId: createHash('sha256').update(publicKey).digest('base64') },
  };
}

function authority(chain: readonly Buffer[]) {
  return {
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri: 'https://fulcio.sigstore.dev',
    certChain: {
      certificates: chain.map((der) => ({ rawBytes: der.toString('base64') })),
    },
    validFor: { start: LONG_AGO },
  };
}

function hexOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

function pem(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}
