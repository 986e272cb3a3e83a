import type { ImageInspectOutput, ImageListOutput, ImageOutput } from './image/image-output.ts';
import type { ErrorOutput } from './parts/error-output.ts';
import type { PullOutput } from './pull/pull-output.ts';
import type { PushOutput } from './push/push-output.ts';
import type { ResolveOutput } from './resolve/resolve-output.ts';
import type { ServeOutput } from './serve/serve-output.ts';

/** What commands answer with `--json`, after `schemaVersion`, by the name of its schema. */
export interface Outputs {
  readonly error: { readonly error: ErrorOutput };
  readonly version: { readonly name: string; readonly version: string };
  readonly resolve: ResolveOutput;
  readonly pull: PullOutput;
  readonly plan: object;
  readonly lock: object;
  readonly bundle: object;
  readonly 'bundle-inspect': object;
  readonly image: ImageOutput;
  readonly 'image-list': ImageListOutput;
  readonly 'image-inspect': ImageInspectOutput;
  readonly history: object;
  readonly 'history-vulns': object;
  readonly 'history-explain': object;
  readonly coverage: object;
  readonly compare: object;
  readonly 'receipt-sign': object;
  readonly 'receipt-verify': object;
  readonly 'receipt-text': object;
  readonly diff: object;
  readonly vulns: object;
  readonly 'vulns-update': object;
  readonly verify: object;
  readonly sync: object;
  readonly 'sync-dry-run': object;
  readonly push: PushOutput;
  readonly mirror: object;
  readonly 'mirror-dry-run': object;
  readonly 'mirror-split': object;
  readonly 'mirror-join': object;
  readonly serve: ServeOutput;
  readonly 'atlas-export': object;
  readonly 'atlas-info': object;
  readonly 'atlas-merge': object;
  readonly 'atlas-verify': object;
  readonly 'atlas-fetch': object;
  readonly 'atlas-push': object;
  readonly doctor: object;
  readonly cache: object;
  readonly 'cache-clean': object;
  readonly completion: object;
  readonly probe: object;
  readonly 'offline-brew': object;
  readonly sbom: object;
}

/** The name of an answer's schema. */
export type OutputName = keyof Outputs;

/** The answers in which a field changed its name or its meaning, and how often plus one; all others are in their first version. */
const VERSIONS: Partial<Readonly<Record<OutputName, number>>> = {
  resolve: 2,
  pull: 2,
  serve: 2,
};

/** Gives the `schemaVersion` of an answer. It rises where a field changes its name or its meaning, not where one is added. */
export function schemaVersionOf(name: OutputName): number {
  return VERSIONS[name] ?? 1;
}
