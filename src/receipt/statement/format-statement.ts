import { hexOf } from '../../core/digest.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { Receipt, ReceiptArtifact } from '../receipt.ts';
import { titleOf } from '../receipt-sense.ts';

/** The first line of every statement. */
export const STATEMENT_TITLE = 'brewpull statement 1';

/** The value of `fetched` for a file that no network sent. */
export const FROM_CACHE = 'no, it was in the cache';

type Field = readonly [key: string, value: string];

/**
 * Writes a receipt as plain text to read, sign and mail: when, over which network, and the sha256 and name of each file as
 * `sha256sum` writes them, with size and origin below. Lines end with a line feed and have no trailing spaces; files are
 * sorted by name. The same receipt always gives the same bytes. Left out: what was asked for, commits and formulae of
 * bottles, digests of indexes and of bottles' manifests, and which server sent the bytes.
 */
export function formatStatement({ tool, created, network, artifacts }: Receipt): string {
  const head: readonly Field[] = [
    ['made', created],
    ['by', `${tool.name} ${tool.version}`],
    ...optional('network', network.label),
    ...optional('country', network.country),
    ...optional('proxy', network.proxy),
    ['files', String(artifacts.length)],
  ];
  const blocks = artifacts
    .map((artifact) => [titleOf(artifact), formatArtifact(artifact)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, block]) => block);
  return [`${STATEMENT_TITLE}\n${formatFields(head, '')}`, ...blocks].join('\n');
}

function formatArtifact(artifact: ReceiptArtifact): string {
  const { sha256, name } = headOf(artifact);
  const fields = [...fieldsOf(artifact), ...wayOf(artifact)];
  return `${sha256}  ${name}\n${formatFields(fields, '  ')}`;
}

function headOf(artifact: ReceiptArtifact): { readonly sha256: string; readonly name: string } {
  switch (artifact.kind) {
    case 'bottle':
      return { sha256: artifact.sha256, name: artifact.fileName };
    case 'image':
      return { sha256: hexOf(artifact.manifest.digest), name: artifact.reference };
    case 'brew':
      return { sha256: hexOf(artifact.tar.digest), name: artifact.tag };
    default:
      return unreachable(artifact);
  }
}

function fieldsOf(artifact: ReceiptArtifact): readonly Field[] {
  switch (artifact.kind) {
    case 'bottle':
      return [
        ['bottle', artifact.tap],
        ['size', String(artifact.sizeBytes)],
        ['registry', artifact.registry],
        ['repository', artifact.repository],
      ];
    case 'image':
      return [
        ['image', artifact.platform ?? '-'],
        ['size', String(artifact.manifest.sizeBytes)],
        ['config', describe(artifact.config)],
        ...artifact.layers.map((layer): Field => ['layer', describe(layer)]),
        ['registry', artifact.registry],
        ['repository', artifact.repository],
      ];
    case 'brew':
      return [
        ['brew', artifact.commit],
        ['size', String(artifact.tar.sizeBytes)],
        ['tree', artifact.tree],
        ...optional('source', artifact.source),
      ];
    default:
      return unreachable(artifact);
  }
}

function wayOf({ connection }: ReceiptArtifact): readonly Field[] {
  if (connection === undefined) return [['fetched', FROM_CACHE]];
  const { startedAt, finishedAt, proxy } = connection;
  return [['fetched', `${startedAt} ${finishedAt}`], ...optional('proxy', proxy)];
}

function describe({ digest, sizeBytes }: { readonly digest: string; readonly sizeBytes: number }) {
  return `${digest} ${sizeBytes}`;
}

/** Trims the value: mail would lose spaces at the end of a line. */
function optional(key: string, value: string | undefined): readonly Field[] {
  const text = value?.trim() ?? '';
  return text === '' ? [] : [[key, text]];
}

function formatFields(fields: readonly Field[], indent: string): string {
  return fields.map(([key, value]) => `${indent}${key}: ${value}\n`).join('');
}
