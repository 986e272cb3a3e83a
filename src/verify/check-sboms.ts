import type { DescribeBundle } from '../bundle/file/gathered-bundle.ts';
import { SBOM_FILES } from '../bundle/file/layout.ts';
import type { BundleReader } from '../bundle/file/open-bundle.ts';
import type { Finding } from '../core/finding.ts';
import { TOOL } from '../core/tool.ts';

/**
 * Compares the bills of materials inside a bundle with those made from its other files. Another version of brewpull may write
 * them differently, so its own are only checked against `SHA256SUMS`.
 */
export async function checkSboms(
  reader: BundleReader,
  describe: DescribeBundle | undefined,
): Promise<readonly Finding[]> {
  const { name, version } = reader.contents.generator;
  const isOwn = name === TOOL.name && version === TOOL.version;
  if (describe === undefined || !isOwn || !SBOM_FILES.some((file) => reader.has(file))) return [];
  const findings: Finding[] = [];
  for (const made of await describe(reader)) {
    if (!reader.has(made.name) || Buffer.compare(await reader.read(made.name), made.bytes) === 0) {
      continue;
    }
    const message = `${made.name} does not match the other files`;
    findings.push({ code: 'disagreement', file: made.name, message });
  }
  return findings;
}
