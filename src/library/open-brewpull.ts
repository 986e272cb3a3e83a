import { readNetworkRules } from '../workspace/network/network-rules.ts';
import type { BrewpullLibrary } from './brewpull-library.ts';
import { Calls, type Line } from './call/calls.ts';
import type { LibraryOptions } from './options.ts';
import type { TargetLike } from './requests/formula-requests.ts';

/**
 * Opens brewpull for a program. Nothing is read or sent before a call asks for it, and libraries are loaded by the first call that
 * needs them. Close it. Throws an error with code `USAGE` for a registry or host that is not one.
 */
export function openBrewpull(options: LibraryOptions = {}): BrewpullLibrary {
  const { registry, insecureRegistries, authHosts } = options;
  readNetworkRules({ registry, insecureRegistries, authHosts });
  const calls = new Calls(options);
  return {
    resolve: (request, call) => calls.ask('resolve', ofFormulae('resolve', request), call),
    pull: (request, call) => calls.ask('pull', ofFormulae('pull', request), call),
    plan: (request, call) => calls.ask('plan', ofFormulae('plan', request), call),
    lock: (request, call) => calls.ask('lock', ofFormulae('lock', request), call),
    bundle: (request, call) => calls.ask('bundle', ofFormulae('bundle', request), call),
    inspectBundle: (path, call) => {
      const line = { command: 'bundle', words: [path], fields: { inspect: true } };
      return calls.ask('bundle-inspect', line, call);
    },
    mirror: (request, call) => calls.ask('mirror', ofFormulae('mirror', request), call),
    history: ({ formula, targets, ...fields }, call) => {
      const line = { command: 'history', words: [formula], targets, fields };
      return calls.ask('history', line, call);
    },
    explain: ({ formula, target, ...fields }, call) => {
      const words = [formula];
      const line = {
        command: 'history',
        words,
        ...one(target),
        fields: { ...fields, explain: true },
      };
      return calls.ask('history-explain', line, call);
    },
    coverage: ({ filter, target, ...fields } = {}, call) => {
      const words = filter === undefined ? [] : [filter];
      return calls.ask('coverage', { command: 'coverage', words, ...one(target), fields }, call);
    },
    sync: (fields = {}, call) => calls.ask('sync', { command: 'sync', words: [], fields }, call),
    verify: ({ paths, ...fields }, call) =>
      calls.ask('verify', { command: 'verify', words: paths, fields }, call),
    compare: ({ receipts, ...fields }, call) =>
      calls.ask('compare', { command: 'compare', words: receipts, fields }, call),
    diff: ({ old, new: newer, ...fields }, call) =>
      calls.ask('diff', { command: 'diff', words: [old, newer], fields }, call),
    vulns: ({ files = [], formulae = [], ...rest }, call) => {
      const line = ofFormulae('vulns', { ...rest, formulae: [...formulae, ...files] });
      return calls.ask('vulns', line, call);
    },
    image: ({ reference, ...fields }, call) =>
      calls.ask('image', { command: 'image', words: [reference], fields }, call),
    listImageTags: (reference, call) => {
      const line = { command: 'image', words: ['list', reference], fields: {} };
      return calls.ask('image-list', line, call);
    },
    inspectImage: ({ reference, ...fields }, call) => {
      const line = { command: 'image', words: ['inspect', reference], fields };
      return calls.ask('image-inspect', line, call);
    },
    push: ({ source, destination, ...fields }, call) =>
      calls.ask('push', { command: 'push', words: [source, destination], fields }, call),
    serve: ({ path, ...fields }, call) =>
      calls.serve({ command: 'serve', words: [path], fields }, call),
    close: () => calls.close(),
  };
}

function ofFormulae(
  command: string,
  {
    formulae = [],
    targets,
    ...fields
  }: {
    readonly formulae?: readonly string[] | undefined;
    readonly targets?: readonly TargetLike[] | undefined;
  },
): Line {
  return { command, words: formulae, targets, fields };
}

function one(target: TargetLike | undefined): { readonly targets?: readonly TargetLike[] } {
  return target === undefined ? {} : { targets: [target] };
}
