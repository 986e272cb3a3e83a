import type { EventSink } from '../../core/events.ts';
import type { RegistryRoot } from '../../registry/address.ts';
import type { RegistryClient } from '../../registry/client.ts';
import type { RegistryUploads } from '../../registry/upload/uploads.ts';
import type { PushSource } from './source/push-source.ts';

/** What pushing needs. */
export interface PushTools {
  readonly source: PushSource;
  /** Where to. */
  readonly root: RegistryRoot;
  /** Of the registry that is pushed to. */
  readonly client: Pick<RegistryClient, 'getManifest'>;
  readonly uploads: RegistryUploads;
  /** Whether signatures and bills of materials are pushed as well. */
  readonly referrers: boolean;
  /** Replaces what is under a tag and is something else. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}
