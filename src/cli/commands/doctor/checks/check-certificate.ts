import { AbortedError, NetworkError } from '../../../../core/errors.ts';
import { parseProxySettings, proxyFor } from '../../../../http/proxy/proxy-settings.ts';
import {
  inspectCertificate,
  type ShownCertificate,
} from '../../../../http/transport/inspect-certificate.ts';
import type { BrewpullOptions } from '../../../../workspace/options.ts';
import { countAuthorities, readAuthorities } from '../../../arguments/brewpull/authorities.ts';
import { formatCount } from '../../../render/count.ts';
import type { Terminal } from '../../../terminal.ts';
import { failureOf, stepSignal, type Finding } from '../check.ts';
import type { RegistryAnswer } from './ask-registry.ts';

/** Checks the files of certificate authorities, and returns the authorities that are trusted besides Node's own. */
export async function checkAuthorities(
  caFile: string | undefined,
  env: Terminal['env'],
): Promise<{ readonly finding: Finding; readonly authorities: readonly string[] }> {
  const variables = await countAuthorities(env);
  try {
    const authorities = await readAuthorities(caFile, env);
    const facts = {
      caFile: caFile ?? null,
      added: authorities.length,
      variables: variables.map(({ variable, path, certificates }) => ({
        variable,
        path,
        certificates,
      })),
    };
    const empty = variables.find(({ certificates }) => certificates === 0);
    if (empty !== undefined) {
      const finding: Finding = {
        status: 'warning',
        code: 'AUTHORITIES_NOT_READ',
        facts,
        text: `${empty.variable} names ${empty.path}, in which no certificate can be read`,
        hint: `Make it a file with certificates in PEM form, or unset ${empty.variable}.`,
      };
      return { finding, authorities };
    }
    const sources = [
      ...(caFile === undefined ? [] : [`--ca-file ${caFile}`]),
      ...variables.map(({ variable, path }) => `${variable} ${path}`),
    ];
    const more = formatCount(authorities.length, 'more authority', 'more authorities');
    const text =
      sources.length === 0 ? "Node's own" : `Node's own and ${more}: ${sources.join(', ')}`;
    return { finding: { status: 'ok', code: 'AUTHORITIES', facts, text }, authorities };
  } catch (error) {
    return { finding: failureOf(error), authorities: [] };
  }
}

/** Looks at the certificate of a registry that did not answer; undefined if there is a proxy in between, or nothing responds. */
export async function lookAtCertificate(
  { proxy: flag, environment, certificateAuthorities, signal }: BrewpullOptions,
  registry: URL,
): Promise<ShownCertificate | undefined> {
  if (registry.protocol !== 'https:') return undefined;
  if (proxyFor(parseProxySettings({ flag, environment }), registry) !== undefined) return undefined;
  try {
    return await inspectCertificate(registry, certificateAuthorities, stepSignal(signal));
  } catch (error) {
    // A server that takes too long shows nothing either.
    const isLate = error instanceof AbortedError && !signal.aborted;
    if (error instanceof NetworkError || isLate) return undefined;
    throw error;
  }
}

/** Reports whether the registry's certificate is trusted, and who signed it. */
export function checkCertificate(
  registry: URL,
  answer: RegistryAnswer | undefined,
  shown: ShownCertificate | undefined,
): Finding {
  if (registry.protocol !== 'https:') {
    const text = `${registry.host} is asked without TLS`;
    return { status: 'ok', code: 'WITHOUT_TLS', facts: { registry: registry.host }, text };
  }
  if (answer !== undefined) {
    const issuer = answer.peer?.tlsIssuer;
    const text = issuer === undefined ? 'trusted' : `trusted, signed by ${issuer}`;
    return { status: 'ok', code: 'CERTIFICATE', facts: { issuer: issuer ?? null }, text };
  }
  if (shown === undefined) {
    return { status: 'skipped', code: 'NOT_SEEN', text: 'no certificate was seen' };
  }
  const { isTrusted, reason, subject, issuer, validFrom, validTo } = shown;
  const facts = {
    issuer: issuer ?? null,
    subject: subject ?? null,
    reason: reason ?? null,
    validFrom,
    validTo,
  };
  const signed = `signed by ${issuer ?? 'an unnamed issuer'}`;
  if (isTrusted) return { status: 'ok', code: 'CERTIFICATE', facts, text: `trusted, ${signed}` };
  return {
    status: 'failed',
    code: 'CERTIFICATE_NOT_TRUSTED',
    facts,
    text: `not trusted (${reason}): ${signed}, for ${subject ?? 'no name'}`,
    hint: 'If that is your own proxy or mirror, pass its CA with --ca-file.',
  };
}
