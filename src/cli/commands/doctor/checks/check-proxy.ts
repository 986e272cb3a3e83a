import {
  formatProxy,
  parseProxySettings,
  proxyFor,
  variableOf,
} from '../../../../http/proxy/proxy-settings.ts';
import { requireOpenPort } from '../../../../http/proxy/open-port.ts';
import type { BrewpullOptions } from '../../../../workspace/options.ts';
import { failureOf, stepSignal, type Finding } from '../check.ts';

/** Checks which proxy leads to the registry, what sets it, and whether it accepts connections. */
export async function checkProxy(
  { proxy: flag, environment, offline, signal }: BrewpullOptions,
  registry: URL,
): Promise<Finding> {
  const settings = parseProxySettings({ flag, environment });
  const isTls = registry.protocol === 'https:';
  const set = isTls ? settings.https : settings.http;
  const source =
    flag === undefined ? variableOf(isTls ? 'https:' : 'http:', environment) : '--proxy';
  if (set === undefined) {
    return { status: 'ok', code: 'NO_PROXY_SET', facts: { proxy: null }, text: 'none is set' };
  }
  const name = formatProxy(set);
  const facts = { proxy: name, setBy: source ?? null, registry: registry.host };
  const used = proxyFor(settings, registry);
  if (used === undefined) {
    const text = `${name} (${source}); ${registry.host} is reached without it: it is in NO_PROXY, or is this machine`;
    return { status: 'ok', code: 'PROXY_EXCEPTION', facts, text };
  }
  const text = `${name} (${source}) for ${registry.host}`;
  if (offline) return { status: 'ok', code: 'PROXY', facts, text };
  try {
    await requireOpenPort(used, registry, stepSignal(signal));
  } catch (error) {
    return { ...failureOf(error), facts };
  }
  return { status: 'ok', code: 'PROXY', facts, text };
}
