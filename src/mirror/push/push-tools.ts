import type { BundleReader } from '../../bundle/file/open-bundle.ts';
import type { EventSink } from '../../core/events.ts';
import type { RegistryRoot } from '../../registry/address.ts';
import type { RegistryClient } from '../../registry/client.ts';
import type { RegistryUploads } from '../../registry/upload/uploads.ts';

/** What pushing needs. */
export interface PushTools {
  readonly reader: BundleReader;
  readonly root: RegistryRoot;
  readonly client: Pick<RegistryClient, 'getManifest'>;
  readonly uploads: RegistryUploads;
  /** Replaces what is under a tag and is something else. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}
