import type { EventSink } from '../../core/events.ts';
import type { RegistryRoot } from '../../registry/address.ts';
import type { RegistryClient } from '../../registry/client.ts';
import type { RegistryUploads } from '../../registry/upload/uploads.ts';
import type { PushSource } from './source/push-source.ts';

/** What pushing needs. */
export interface PushTools {
  readonly source: PushSource;
  /** Where to push to. */
  readonly root: RegistryRoot;
  /** A client for the registry that is pushed to. */
  readonly client: Pick<RegistryClient, 'getManifest'>;
  readonly uploads: RegistryUploads;
  /** Whether to push attestations and bills of materials too. */
  readonly referrers: boolean;
  /** Whether to replace something else under the same reference. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}
