import type { FinalResponse } from '../../http/redirect.ts';
import type { UnfinishedUploads, UploadName } from './unfinished-uploads.ts';
import type { UploadSender } from './upload-sender.ts';

/** An upload that a registry is ready to continue. */
export interface UploadSession {
  readonly location: URL;
  /** Bytes that the registry already has. */
  readonly hasBytes: number;
}

/**
 * Asks the registry how far an interrupted upload got:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-in-chunks. Returns undefined if it does
 * not know the upload, which must then start over. Throws what the network throws.
 */
export async function findSession(
  name: UploadName & { readonly sizeBytes: number },
  { sender, unfinished }: { readonly sender: UploadSender; readonly unfinished: UnfinishedUploads },
): Promise<UploadSession | undefined> {
  const location = await unfinished.find(name);
  if (location === undefined) return undefined;
  const answer = await sender.send(name.place, { method: 'GET', url: location });
  answer.discard();
  const hasBytes = bytesOf(answer);
  if (hasBytes === undefined || hasBytes === 0 || hasBytes > name.sizeBytes) {
    await unfinished.forget(name);
    return undefined;
  }
  const said = answer.headers.get('location');
  const next = said === undefined ? location : URL.parse(said, location.href);
  // The rest must go to the same origin as the beginning.
  return next?.origin === location.origin ? { location: next, hasBytes } : undefined;
}

/** `0-0` is how distribution reports no bytes; if it is one byte, starting over costs nothing. */
function bytesOf({ status, headers }: FinalResponse): number | undefined {
  if (status !== 204 && status !== 202) return undefined;
  const [, last] = /^(?:bytes=)?0-(\d{1,15})$/.exec(headers.get('range') ?? '') ?? [];
  return last === undefined || last === '0' ? undefined : Number(last) + 1;
}
