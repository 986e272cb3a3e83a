import { TOOL } from '../../core/tool.ts';
import type { HttpTransport } from '../../http/transport/exchange.ts';
import { sendWithRetries, type RetryTools } from '../../http/retry.ts';
import type { AttestationSet } from '../../provenance/attestation/attestation-set.ts';
import { fetchProvenance, GITHUB_API } from '../../provenance/attestation/fetch-attestations.ts';
import type { ProvenanceOutcome } from '../../provenance/attestation/provenance-outcome.ts';
import { verifyAttestations } from '../../provenance/attestation/verify-attestations.ts';
import { bottleIdOf, type FoundBottle } from '../resolve/resolution.ts';
import type { ProvenanceOptions } from './provenance-options.ts';
import { requireProvenance } from './require-provenance.ts';

/** What asking for attestations needs. */
export interface AttestTools extends RetryTools {
  readonly transport: HttpTransport;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Who built a bottle, and what proves it. */
export interface BottleToAttest {
  readonly outcome: ProvenanceOutcome;
  readonly attestations: readonly AttestationSet[];
}

/**
 * Asks GitHub who built a bottle of homebrew-core and verifies the answer; other taps have no attestations that Homebrew
 * vouches for. Throws `InvalidProvenanceError`, `MissingProvenanceError` where one is required, and what the network says.
 */
export async function attestBottle(
  found: FoundBottle,
  { required, api, trustedRoot }: ProvenanceOptions,
  tools: AttestTools,
): Promise<BottleToAttest> {
  const attestations = found.tap === 'homebrew/core' ? await ask(found, api, tools) : [];
  const bottle = bottleIdOf(found);
  const { sha256 } = bottle;
  const outcome = await verifyAttestations({ attestations, bottle, sha256, trustedRoot });
  requireProvenance(outcome, found.fileName, required);
  return { outcome, attestations };
}

function ask(
  found: FoundBottle,
  api: URL | undefined,
  tools: AttestTools,
): Promise<readonly AttestationSet[]> {
  const { transport, environment, signal } = tools;
  const what = `the attestations of ${found.fileName}`;
  const context = {
    transport: {
      send: (request: Parameters<HttpTransport['send']>[0]) =>
        sendWithRetries(what, tools, () => transport.send(request)),
      close: () => transport.close(),
    },
    apiBase: api ?? new URL(GITHUB_API),
    // A token is for GitHub, not for a mirror of it.
    token: api === undefined ? tokenOf(environment) : undefined,
    userAgent: `${TOOL.name}/${TOOL.version}`,
    signal,
  };
  return fetchProvenance(context, found.sha256);
}

/** The variables that brew, GitHub's own client and its workflows take, in this order. */
function tokenOf(environment: AttestTools['environment']): string | undefined {
  const names = ['HOMEBREW_GITHUB_API_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN'];
  return names
    .map((name) => environment[name])
    .find((value) => value !== undefined && value !== '');
}
