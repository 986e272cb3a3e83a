import { readNetworkRules } from '../workspace/network/network-rules.ts';
import type { BrewpullLibrary } from './brewpull-library.ts';
import { Calls, type Line } from './call/calls.ts';
import { checkLibraryOptions, requireObject } from './call/require-values.ts';
import type { LibraryOptions } from './options.ts';
import type { TargetLike } from './requests/formula-requests.ts';

/**
 * Opens brewpull for a program. Nothing is read or sent until a call asks for it, and libraries are loaded by the first call that
 * needs them. The caller closes it. Throws an error with code `USAGE` if a registry or host is invalid, or if an option does not
 * exist.
 */
export function openBrewpull(options: LibraryOptions = {}): BrewpullLibrary {
  checkLibraryOptions(options);
  const { registry, insecureRegistries, authHosts } = options;
  readNetworkRules({ registry, insecureRegistries, authHosts });
  const calls = new Calls(options);
  return {
    resolve: (request, call) => calls.ask('resolve', () => ofFormulae('resolve', request), call),
    pull: (request, call) => calls.ask('pull', () => ofFormulae('pull', request), call),
    plan: (request, call) => calls.ask('plan', () => ofFormulae('plan', request), call),
    lock: (request, call) => calls.ask('lock', () => ofFormulae('lock', request), call),
    bundle: (request, call) => calls.ask('bundle', () => ofFormulae('bundle', request), call),
    inspectBundle: (path, call) => {
      const line = { command: 'bundle', words: [path], fields: { inspect: true } };
      return calls.ask('bundle-inspect', () => line, call);
    },
    mirror: (request, call) => calls.ask('mirror', () => ofFormulae('mirror', request), call),
    history: (request, call) => {
      const line = (): Line => {
        const { formula, targets, ...fields } = asked(request);
        return { command: 'history', words: [formula], targets, fields };
      };
      return calls.ask('history', line, call);
    },
    explain: (request, call) => {
      const line = (): Line => {
        const { formula, target, ...rest } = asked(request);
        const fields = { ...rest, explain: true };
        return { command: 'history', words: [formula], ...one(target), fields };
      };
      return calls.ask('history-explain', line, call);
    },
    coverage: (request = {}, call) => {
      const line = (): Line => {
        const { filter, target, ...fields } = asked(request);
        const words = filter === undefined ? [] : [filter];
        return { command: 'coverage', words, ...one(target), fields };
      };
      return calls.ask('coverage', line, call);
    },
    sync: (request = {}, call) => {
      const line = (): Line => ({ command: 'sync', words: [], fields: asked(request) });
      return calls.ask('sync', line, call);
    },
    verify: (request, call) => {
      const line = (): Line => {
        const { paths, ...fields } = asked(request);
        return { command: 'verify', words: paths, fields };
      };
      return calls.ask('verify', line, call);
    },
    compare: (request, call) => {
      const line = (): Line => {
        const { receipts, ...fields } = asked(request);
        return { command: 'compare', words: receipts, fields };
      };
      return calls.ask('compare', line, call);
    },
    diff: (request, call) => {
      const line = (): Line => {
        const { old, new: newer, ...fields } = asked(request);
        return { command: 'diff', words: [old, newer], fields };
      };
      return calls.ask('diff', line, call);
    },
    vulns: (request, call) => {
      const line = (): Line => {
        const { files = [], formulae = [], ...rest } = asked(request);
        return ofFormulae('vulns', { ...rest, formulae: [...formulae, ...files] });
      };
      return calls.ask('vulns', line, call);
    },
    image: (request, call) => {
      const line = (): Line => {
        const { reference, ...fields } = asked(request);
        return { command: 'image', words: [reference], fields };
      };
      return calls.ask('image', line, call);
    },
    listImageTags: (reference, call) => {
      const line = { command: 'image', words: ['list', reference], fields: {} };
      return calls.ask('image-list', () => line, call);
    },
    inspectImage: (request, call) => {
      const line = (): Line => {
        const { reference, ...fields } = asked(request);
        return { command: 'image', words: ['inspect', reference], fields };
      };
      return calls.ask('image-inspect', line, call);
    },
    push: (request, call) => {
      const line = (): Line => {
        const { source, destination, ...fields } = asked(request);
        return { command: 'push', words: [source, destination], fields };
      };
      return calls.ask('push', line, call);
    },
    serve: (request, call) => {
      const line = (): Line => {
        const { path, ...fields } = asked(request);
        return { command: 'serve', words: [path], fields };
      };
      return calls.serve(line, call);
    },
    close: () => calls.close(),
  };
}

function ofFormulae(
  command: string,
  request: {
    readonly formulae?: readonly string[] | undefined;
    readonly targets?: readonly TargetLike[] | undefined;
  },
): Line {
  const { formulae = [], targets, ...fields } = asked(request);
  return { command, words: formulae, targets, fields };
}

function asked<Request extends object>(request: Request): Request {
  return requireObject(request, 'a request');
}

function one(target: TargetLike | undefined): { readonly targets?: readonly TargetLike[] } {
  return target === undefined ? {} : { targets: [target] };
}
