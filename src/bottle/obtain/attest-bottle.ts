import { CORE_TAP } from '../../core/formula-key.ts';
import { TOOL } from '../../core/tool.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { HttpTransport } from '../../http/transport/exchange.ts';
import { sendWithRetries, type RetryTools } from '../../http/retry.ts';
import type { AttestationSet } from '../../provenance/attestation/attestation-set.ts';
import {
  fetchAttestations,
  fetchProvenance,
  GITHUB_API,
} from '../../provenance/attestation/fetch-attestations.ts';
import type { GithubContext } from '../../provenance/attestation/github-request.ts';
import type { ProvenanceOutcome } from '../../provenance/attestation/provenance-outcome.ts';
import { signerOf, type ReadClone } from '../../provenance/attestation/tap-signer.ts';
import {
  verifyAttestations,
  verifyTapAttestations,
} from '../../provenance/attestation/verify-attestations.ts';
import { bottleIdOf, type FoundBottle } from '../resolve/resolution.ts';
import type { ProvenanceOptions } from './provenance-options.ts';
import { requireProvenance } from './require-provenance.ts';

/** What asking for attestations needs. */
export interface AttestTools extends RetryTools {
  readonly transport: HttpTransport;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Returns the clone in which a bottle was found; undefined when it was found without one. */
  cloneOf(found: FoundBottle): Promise<ReadClone | undefined>;
}

/** Who built a bottle, and what proves it. */
export interface BottleToAttest {
  readonly outcome: ProvenanceOutcome;
  readonly attestations: readonly AttestationSet[];
}

/**
 * Asks GitHub who built a bottle and verifies the answer: in homebrew/core's repository and the backfill for its bottles, in the
 * tap's own repository for any other tap, wherever the bottle is hosted. Throws `InvalidProvenanceError`; if proof is required
 * `MissingProvenanceError` and `UnsupportedProvenanceError`; and network errors.
 */
export async function attestBottle(
  found: FoundBottle,
  options: ProvenanceOptions,
  tools: AttestTools,
): Promise<BottleToAttest> {
  const attested = await ask(found, options, tools);
  requireProvenance(attested.outcome, found, options.required);
  return attested;
}

async function ask(
  found: FoundBottle,
  { api, trustedRoot }: ProvenanceOptions,
  tools: AttestTools,
): Promise<BottleToAttest> {
  const { tap, sha256 } = found;
  const signer = signerOf(tap, tap === CORE_TAP ? undefined : await tools.cloneOf(found));
  const context = contextFor(found, api, tools);
  const request = { bottle: bottleIdOf(found), sha256, trustedRoot };
  switch (signer.status) {
    case 'core': {
      const attestations = await fetchProvenance(context, sha256);
      return { outcome: await verifyAttestations({ ...request, attestations }), attestations };
    }
    case 'tap': {
      const { repository } = signer;
      const attestations = [await fetchAttestations(context, repository, sha256)];
      const outcome = await verifyTapAttestations({ ...request, attestations }, repository);
      return { outcome, attestations };
    }
    case 'unsupported':
      return { outcome: signer, attestations: [] };
    default:
      return unreachable(signer);
  }
}

function contextFor(found: FoundBottle, api: URL | undefined, tools: AttestTools): GithubContext {
  const { transport, environment, signal } = tools;
  const what = `the attestations of ${found.fileName}`;
  return {
    transport: {
      send: (request: Parameters<HttpTransport['send']>[0]) =>
        sendWithRetries(what, tools, () => transport.send(request)),
      close: () => transport.close(),
    },
    apiBase: api ?? new URL(GITHUB_API),
    // Tokens are for GitHub, not for a mirror of it.
    token: api === undefined ? tokenOf(environment) : undefined,
    userAgent: `${TOOL.name}/${TOOL.version}`,
    signal,
  };
}

/** Reads the first token of the variables of brew, of GitHub's own client and of its workflows, in this order. */
function tokenOf(environment: AttestTools['environment']): string | undefined {
  const names = ['HOMEBREW_GITHUB_API_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN'];
  return names
    .map((name) => environment[name])
    .find((value) => value !== undefined && value !== '');
}
