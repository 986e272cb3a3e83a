import { resolve } from 'node:path';

import { UsageError } from '../../../core/errors.ts';
import { withoutCredentials } from '../../../core/redact.ts';
import { parseNamedHost } from '../../../http/hosts/named-host.ts';
import { requireTls } from '../../../http/hosts/plain-http.ts';
import type { TrustedRoot } from '../../../provenance/attestation/trusted-root-schema.ts';
import type { ProvenanceOptions } from '../../../bottle/obtain/provenance-options.ts';
import type { Session } from '../../session.ts';
import type { Arguments } from '../options/arguments.ts';
import { readGivenFile } from '../layers/given-file.ts';

/** Reads `--provenance` and its related options; undefined unless provenance is asked for. Throws {@link UsageError}. */
export async function readProvenanceOptions(
  args: Arguments,
  session: Session,
): Promise<ProvenanceOptions | undefined> {
  const required = args.flag('require-provenance');
  if (!required && !args.flag('provenance')) return undefined;
  const address = args.text('attestation-api');
  const api = address === undefined ? undefined : URL.parse(address);
  if (api === null || (api !== undefined && !/^https?:$/.test(api.protocol))) {
    throw new UsageError(
      `--attestation-api ${JSON.stringify(withoutCredentials(address ?? ''))} is not a web address`,
    );
  }
  if (api !== undefined) {
    requireTls(
      api,
      args.list('insecure-registry').map((host) => parseNamedHost(host, '--insecure-registry')),
    );
  }
  return { required, api, trustedRoot: await readTrustedRootOption(args, session) };
}

/** Reads `--trusted-root`. Throws {@link UsageError}, or `InvalidFileError` if the file is not a trusted root. */
export async function readTrustedRootOption(
  args: Arguments,
  { terminal }: Session,
): Promise<TrustedRoot | undefined> {
  const path = args.text('trusted-root');
  if (path === undefined) return undefined;
  const { readTrustedRoot } =
    await import('../../../provenance/attestation/trusted-root-schema.ts');
  return readTrustedRoot(
    await readGivenFile(resolve(terminal.cwd(), path), {
      what: '--trusted-root',
      limitMib: 4,
    }),
    path,
  );
}
