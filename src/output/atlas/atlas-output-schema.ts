import * as v from 'valibot';

import { Count, DigestText, ErrorSchema, PlaceSchema } from '../parts/parts-schema.ts';
import type { Frozen } from '../schema/output-schema.ts';
import { AnsweredFormulaSchema, AnsweredNameSchema } from './answers-schema.ts';

const KindSchema = v.picklist(['answers', 'atlas']);
const HeadSchema = v.object({ ...PlaceSchema.entries, date: v.string() });

const HeaderFields = {
  tap: v.string(),
  head: HeadSchema,
  begins: v.string(),
  bottleTags: v.nullable(v.array(v.string())),
  sources: v.array(
    v.object({
      name: v.string(),
      from: v.string(),
      until: v.string(),
      note: v.nullable(v.string()),
    }),
  ),
};

/** The description of a file of answers or an atlas. */
export const SummaryFields = {
  kind: KindSchema,
  sizeBytes: Count,
  digest: DigestText,
  ...HeaderFields,
  counts: v.object({ formulae: Count, bottles: Count }),
};

const HeaderSchema = v.object(HeaderFields);
const SummarySchema = v.object(SummaryFields);

/** What a file of answers says about itself. */
export type AnswersHeaderOutput = Frozen<v.InferOutput<typeof HeaderSchema>>;
/** What `brewpull atlas` says about each file. */
export type AtlasSummaryOutput = Frozen<v.InferOutput<typeof SummarySchema>>;

/** The output of `brewpull atlas export`. */
export const AtlasExportSchema = v.object({ path: v.nullable(v.string()), ...SummaryFields });
/** See {@link AtlasExportSchema}. */
export type AtlasExportOutput = Frozen<v.InferOutput<typeof AtlasExportSchema>>;

/** The output of `brewpull atlas merge`. */
export const AtlasMergeSchema = v.object({
  path: v.nullable(v.string()),
  holes: v.array(v.object({ from: v.string(), to: v.string() })),
  notes: v.array(v.string()),
  ...SummaryFields,
});
/** See {@link AtlasMergeSchema}. */
export type AtlasMergeOutput = Frozen<v.InferOutput<typeof AtlasMergeSchema>>;

const AnswersFields = {
  formulae: v.array(AnsweredFormulaSchema),
  names: v.array(AnsweredNameSchema),
};
const MigrationsSchema = v.record(v.string(), v.string());
const AnswersSchema = v.object({ ...HeaderFields, ...AnswersFields, migrations: MigrationsSchema });

/** Everything in a file of answers. */
export type AnswersOutput = Frozen<v.InferOutput<typeof AnswersSchema>>;

/** The output of `brewpull atlas info` for a file of answers, for an atlas, or for some names. */
export const AtlasInfoSchema = v.union([
  v.object({
    path: v.string(),
    ...SummaryFields,
    kind: v.literal('answers'),
    ...AnswersFields,
    migrations: MigrationsSchema,
  }),
  v.object({ path: v.string(), ...SummaryFields, kind: v.literal('atlas'), commits: Count }),
  v.object({
    path: v.string(),
    kind: v.literal('answers'),
    ...HeaderFields,
    ...AnswersFields,
    errors: v.array(ErrorSchema),
  }),
]);
/** See {@link AtlasInfoSchema}. */
export type AtlasInfoOutput = Frozen<v.InferOutput<typeof AtlasInfoSchema>>;

const SignerSchema = v.object({
  signer: v.string(),
  issuer: v.nullable(v.string()),
  time: v.string(),
  predicateType: v.string(),
});
/** Who signed a file. */
export type SignerOutput = Frozen<v.InferOutput<typeof SignerSchema>>;

const FileFields = {
  kind: KindSchema,
  tap: v.string(),
  head: HeadSchema,
  digest: DigestText,
  sizeBytes: Count,
};
const FileSchema = v.object(FileFields);
/** A file that is pushed to or fetched from a registry. */
export type TravellingFileOutput = Frozen<v.InferOutput<typeof FileSchema>>;

/** The output of `brewpull atlas fetch`. */
export const AtlasFetchSchema = v.object({
  path: v.string(),
  status: v.picklist(['fetched', 'unchanged']),
  fetchedFrom: v.string(),
  ...FileFields,
  replaced: v.nullable(v.object({ head: HeadSchema })),
  signedBy: v.nullable(SignerSchema),
});
/** See {@link AtlasFetchSchema}. */
export type AtlasFetchOutput = Frozen<v.InferOutput<typeof AtlasFetchSchema>>;

/** The output of `brewpull atlas push`. */
export const AtlasPushSchema = v.object({
  reference: v.string(),
  status: v.picklist(['pushed', 'present', 'planned']),
  ...FileFields,
  manifestDigest: DigestText,
  sentBytes: Count,
  replaced: v.nullable(v.object({ digest: DigestText, head: HeadSchema })),
  signedBy: v.nullable(SignerSchema),
});
/** See {@link AtlasPushSchema}. */
export type AtlasPushOutput = Frozen<v.InferOutput<typeof AtlasPushSchema>>;
