import type { BottleName } from '../../core/bottle-name.ts';
import type { Digest, Hex } from '../../core/digest.ts';
import type { BottleEntry } from '../../history/state/formula-state.ts';
import type { ApiBottle } from '../../provenance/signed-api/api-bottle-schema.ts';
import type { ProvenanceOutcome } from '../../provenance/attestation/provenance-outcome.ts';

/** What is at hand about one bottle. Undefined always means not at hand or not asked for, never asked for and not found. */
export interface EvidenceFacts {
  readonly bottle: BottleName;
  /** `user/repo`; undefined for homebrew/core. */
  readonly tap?: string | undefined;
  readonly file: FileFacts;
  readonly history: HistoryFacts | undefined;
  readonly formula: FormulaFacts | undefined;
  readonly index: IndexFacts | undefined;
  readonly manifest: ManifestFacts | undefined;
  readonly config: ConfigFacts | undefined;
  readonly provenance: ProvenanceOutcome | undefined;
  /** From a payload whose signature was verified. */
  readonly api: ApiBottle | undefined;
}

/** The bytes on disk, hashed just now. */
interface FileFacts {
  readonly sha256: Hex;
  readonly sizeBytes: number;
  /** The digest of the unpacked tar inside. */
  readonly diffId: Digest | undefined;
}

/** Where the recorded commit is in the history. */
interface HistoryFacts {
  readonly commit: string;
  /** A branch and its newest commit, from a clone the user trusts. */
  readonly head: { readonly branch: string; readonly oid: string };
  /** The answer of `git merge-base --is-ancestor COMMIT HEAD`. */
  readonly isAncestor: boolean;
}

/** The formula's text, as kept with the bottle. */
export interface FormulaFacts {
  readonly path: string;
  readonly text: Uint8Array;
  /** The oid that the commit's tree, or a record of it, has for this path. */
  readonly oid: string | undefined;
  /** The text's bottle block as a formula reader understands it; if undefined, the bare text is searched. */
  readonly entries: readonly BottleEntry[] | undefined;
}

/** The index's bytes as served. */
export interface IndexFacts {
  readonly digest: Digest;
  /** The digest that was recorded when it was downloaded. */
  readonly recorded: Digest | undefined;
  readonly manifests: readonly {
    readonly digest: Digest;
    /** `sh.brew.bottle.digest`. */
    readonly bottleSha256: string | undefined;
    /** `org.opencontainers.image.ref.name`. */
    readonly refName: string | undefined;
  }[];
}

/** The manifest's bytes as served. */
interface ManifestFacts {
  readonly digest: Digest;
  readonly config: Digest;
  readonly layers: readonly { readonly digest: Digest; readonly sizeBytes: number }[];
}

/** The config's bytes as served. */
interface ConfigFacts {
  readonly digest: Digest;
  readonly diffIds: readonly Digest[];
}
