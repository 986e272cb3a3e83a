import type { SplitPlan } from '../../../mirror/media/split/plan-split.ts';
import type { SplitMirror } from '../../../mirror/media/split/split-mirror.ts';
import { mediumFolder } from '../../../mirror/media/format/media-layout.ts';
import type { MirrorSplitOutput } from '../../../output/mirror/media-output-schema.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

/** Lists the media that would be made. */
export function renderPlan({ media }: SplitPlan, style: Style): string {
  return renderTable(
    media.map(({ number, data, sizeBytes }) => [
      mediumFolder(number),
      formatBytes(sizeBytes),
      formatCount(data.length, 'file', 'files'),
    ]),
    style,
  );
}

/** Returns the media that would be made as plain data for JSON. */
export function toPlanJson(plan: SplitPlan): MirrorSplitOutput {
  const { id, mediumBytes, totalBytes, totalFiles, media } = plan;
  return {
    status: 'planned',
    id,
    mediumBytes,
    totalBytes,
    totalFiles,
    media: media.map(({ number, sizeBytes }) => ({ number, sizeBytes })),
  };
}

/** Returns the media that were made as plain data for JSON. */
export function toSplitJson(
  { id, status, media, totalBytes, totalFiles }: SplitMirror,
  mediumBytes: number,
): MirrorSplitOutput {
  return { status, id, mediumBytes, totalBytes, totalFiles, media };
}
