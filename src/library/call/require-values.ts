import { UsageError } from '../../core/errors.ts';
import type { CallOptions, LibraryOptions } from '../options.ts';

const LIBRARY_OPTIONS: Readonly<Record<keyof LibraryOptions, true>> = {
  onEvent: true,
  signal: true,
  history: true,
  answersFile: true,
  packagedAnswers: true,
  tapDirectory: true,
  before: true,
  at: true,
  allowUnsure: true,
  registry: true,
  insecureRegistries: true,
  authHosts: true,
  credentials: true,
  cacheDirectory: true,
  concurrency: true,
  proxy: true,
  certificateAuthorities: true,
  provenance: true,
  trustedRoot: true,
  attestationApi: true,
  apiData: true,
  offline: true,
  environment: true,
};

/**
 * Checks the options of the library that no command checks: a program may be untyped, and a misspelt word must not turn a check
 * off. Throws {@link UsageError}.
 */
export function checkLibraryOptions(options: LibraryOptions): void {
  for (const name of Object.keys(requireObject(options, 'the options'))) {
    if (!Object.hasOwn(LIBRARY_OPTIONS, name)) throw new UsageError(`unknown option ${name}`);
  }
  const { provenance, registry, credentials, environment } = options;
  if (provenance !== undefined && ![true, false, 'required'].includes(provenance)) {
    throw new UsageError(`provenance must be true, false or 'required'`);
  }
  if (registry !== undefined) requireText(registry, 'registry');
  for (const name of ['insecureRegistries', 'authHosts', 'certificateAuthorities'] as const) {
    if (options[name] !== undefined) requireTexts(options[name], name);
  }
  if (environment !== undefined) requireObject(environment, 'environment');
  if (credentials !== undefined) {
    const { origin, user, password } = requireObject(credentials, 'credentials');
    requireText(origin, 'credentials.origin');
    requireText(user, 'credentials.user');
    requireText(password, 'credentials.password');
  }
  checkCallOptions(options);
}

/** Checks the options of a call. Throws {@link UsageError}. */
export function checkCallOptions(call: CallOptions): void {
  const { onEvent, signal } = requireObject(call, 'the options of a call');
  if (onEvent !== undefined && typeof onEvent !== 'function') {
    throw new UsageError('onEvent must be a function');
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new UsageError('signal must be an AbortSignal');
  }
}

/** Returns a value that must be an object, such as a request. Throws {@link UsageError} for anything else. */
export function requireObject<Value extends object>(value: Value, field: string): Value {
  const given: unknown = value;
  if (typeof given === 'object' && given !== null) return value;
  throw new UsageError(`${field} must be an object`);
}

/** Checks that a field is a list of strings. Throws {@link UsageError}. */
export function requireTexts(value: unknown, field: string): readonly string[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new UsageError(`${field} must be a list of strings`);
}

/** Checks that a field is a string. Throws {@link UsageError}. */
export function requireText(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw new UsageError(`${field} must be a string`);
}
