import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';

import { BundleSchema } from '../../../src/bundle/file/contents-schema.ts';
import { isNamePart } from '../../../src/core/bottle-name.ts';
import { isDigest, isHex } from '../../../src/core/digest.ts';
import { LockSchema } from '../../../src/lock/file/lock-schema.ts';
import { MediumSchema } from '../../../src/mirror/media/format/media-schema.ts';
import { MirrorSchema } from '../../../src/mirror/tree/file/mirror-schema.ts';
import { ReceiptSchema } from '../../../src/receipt/receipt-schema.ts';
import { isRepositoryName } from '../../../src/registry/address.ts';
import { isOciTag } from '../../../src/registry/reference.ts';

/** The files that brewpull writes for other programs too. */
const FILES = {
  'lock-file': { schema: LockSchema, title: 'A lock, as `brewpull lock` writes it.' },
  'bundle-file': { schema: BundleSchema, title: 'The file `bundle.json` in a bundle.' },
  'receipt-file': { schema: ReceiptSchema, title: 'A receipt, as `--receipt` writes it.' },
  'mirror-file': { schema: MirrorSchema, title: 'The file `mirror.json` in a mirror.' },
  'media-file': { schema: MediumSchema, title: 'The file `media.json` on a medium of a mirror.' },
} as const;

/** The name of a file's schema. */
export type FileName = keyof typeof FILES;

/** All of them. */
export const FILE_NAMES: readonly FileName[] = [
  'lock-file',
  'bundle-file',
  'receipt-file',
  'mirror-file',
  'media-file',
];

/** The patterns that say the same as checks written as functions. */
const PATTERNS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [isHex, '^[0-9a-f]{64}$'],
  [isDigest, '^sha256:[0-9a-f]{64}$'],
  [isNamePart, String.raw`^[^\s\u0000-\u001f\u007f-\u009f/\\]+$`],
  [isRepositoryName, String.raw`^\w[\w.\-]*(?:\/\w[\w.\-]*)*$`],
  [isOciTag, String.raw`^[a-zA-Z0-9_][a-zA-Z0-9._\-]{0,127}$`],
]);

/** Makes the JSON Schema of a file from the schema that reads it. It allows more: rules about two fields are left out. */
export function fileSchema(name: FileName): {
  readonly schema: JsonSchema;
  readonly title: string;
} {
  const { schema, title } = FILES[name];
  return {
    title,
    schema: toJsonSchema(schema, {
      target: 'draft-2020-12',
      typeMode: 'input',
      overrideAction: ({ valibotAction, jsonSchema }) => {
        const requirement = 'requirement' in valibotAction && valibotAction.requirement;
        if (requirement instanceof RegExp) return withPattern(jsonSchema, requirement);
        const pattern = PATTERNS.get(requirement);
        if (pattern !== undefined) return { ...jsonSchema, pattern };
        return valibotAction.type === 'check' ? jsonSchema : undefined;
      },
    }),
  };
}

/** Patterns of JSON Schema have no flags, not every program knows `\p{Cc}`, and a second one does not replace the first. */
function withPattern(schema: JsonSchema, { source }: RegExp): JsonSchema {
  const pattern = source.replaceAll(String.raw`\p{Cc}`, String.raw`\u0000-\u001f\u007f-\u009f`);
  return schema.pattern === undefined || schema.pattern === source
    ? { ...schema, pattern }
    : { ...schema, allOf: [...(schema.allOf ?? []), { pattern }] };
}
