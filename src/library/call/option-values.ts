import type { OptionLayer, OptionValue } from '../../cli/arguments/options/arguments.ts';
import {
  isOptionName,
  optionSpec,
  wordOf,
  type OptionName,
} from '../../cli/arguments/options/options.ts';
import { unknownOption } from '../../cli/arguments/options/unknown-option.ts';
import type { Command } from '../../cli/command.ts';
import { UsageError } from '../../core/errors.ts';
import { unreachable } from '../../core/unreachable.ts';
import { parseTarget } from '../../core/target.ts';
import type { LibraryOptions } from '../options.ts';
import type { TargetLike } from '../requests/formula-requests.ts';
import { requireObject, requireText, requireTexts } from './require-values.ts';

/** The fields of a request, named after the options of the command: `withBrew` is `with-brew`. */
export type OptionFields = Readonly<Record<string, unknown>>;

/**
 * Turns the fields of a request into options of a command, along with the library's options that the command takes. Undefined
 * and false are skipped. Throws {@link UsageError} for a field that is not an option of the command or has the wrong type.
 */
export function optionLayer(
  command: Command,
  fields: OptionFields,
  library: LibraryOptions,
): OptionLayer {
  const values = new Map<OptionName, OptionValue>();
  for (const [name, value] of Object.entries(ofLibrary(library))) {
    if (isOptionName(name) && command.options.includes(name)) put(values, name, value);
  }
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const name = optionOf(field);
    if (!isOptionName(name) || !command.options.includes(name)) throw unknownOption(name, command);
    put(values, name, value);
  }
  return { values, describe: (name) => `--${wordOf(name)}` };
}

/** Returns the bottle tags of targets, as `--target` takes them. Throws {@link UsageError} for anything that names no system. */
export function tagsOf(targets: readonly TargetLike[] | undefined): readonly string[] | undefined {
  if (targets !== undefined && !Array.isArray(targets)) {
    throw new UsageError('targets must be a list');
  }
  return targets?.map((target) => {
    if (typeof target === 'string') return target;
    requireObject(target, 'a target that is not a bottle tag');
    return 'bottleTag' in target ? target.bottleTag : parseTarget(target).bottleTag;
  });
}

function ofLibrary(options: LibraryOptions): OptionFields {
  const { tapDirectory, provenance } = options;
  return {
    history: options.history,
    atlas: options.answersFile,
    'tap-dir': typeof tapDirectory === 'string' ? [tapDirectory] : tapDirectory,
    before: options.before,
    at: options.at,
    'allow-unsure': options.allowUnsure,
    registry: options.registry,
    'insecure-registry': options.insecureRegistries,
    'auth-host': options.authHosts,
    'cache-dir': options.cacheDirectory,
    concurrency: options.concurrency,
    proxy: options.proxy,
    provenance: provenance === true,
    'require-provenance': provenance === 'required',
    'trusted-root': options.trustedRoot,
    'attestation-api': options.attestationApi,
    'api-data': options.apiData,
    offline: options.offline,
  };
}

function optionOf(field: string): string {
  if (field === 'exactOnly') return 'exact';
  return field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function put(values: Map<OptionName, OptionValue>, name: OptionName, value: unknown): void {
  if (value === undefined || value === false) return;
  values.set(name, toValue(name, value));
}

function toValue(name: OptionName, value: unknown): OptionValue {
  const { type } = optionSpec(name);
  switch (type) {
    case 'flag':
    case 'count':
      if (value === true) return value;
      throw new UsageError(`--${wordOf(name)} must be true or false`);
    case 'list':
      return requireTexts(value, `--${wordOf(name)}`);
    case 'text':
      return requireText(typeof value === 'number' ? String(value) : value, `--${wordOf(name)}`);
    default:
      return unreachable(type);
  }
}
