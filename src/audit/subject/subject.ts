import type { BottleId } from '../../core/bottle-id.ts';

/** What is audited: the bottles of a bundle, a lock or a mirror, or those that names stand for. */
export interface AuditSubject {
  readonly kind: 'bundle' | 'lock' | 'mirror' | 'names';
  /** As the user named it; undefined for names. */
  readonly path: string | undefined;
  readonly targets: readonly AuditTarget[];
  /** Closes what the bottles read from; nothing can be read afterwards. */
  close(): Promise<void>;
}

/** The bottles for one kind of machine. */
export interface AuditTarget {
  /** In the form that `--target` takes. */
  readonly bottleTag: string;
  /** In the order of the subject. */
  readonly bottles: readonly AuditedBottle[];
}

/**
 * One bottle to audit. `formula` is the name when it was built, which its file and its image have. What it reads was checked
 * against the digests that the subject records, or is checked while it is read.
 */
export interface AuditedBottle extends BottleId {
  /** The name that advisories and users know: today's if the subject knows it, else the name when it was built. */
  readonly formulaNow: string;
  readonly fileName: string;
  /** Undefined if it was not asked for. */
  readonly sizeBytes: number | undefined;
  readonly isRequested: boolean;
  /** Keys (`keyOf`) of what it needs, even if the target does not have it; undefined if the subject does not say. */
  readonly dependencies: readonly string[] | undefined;
  /** The commit of the tap that introduced it, with 40 hexadecimal digits. */
  readonly commit: string | undefined;
  /** The name under which it was published; undefined for a bottle that is in no registry. */
  readonly place: { readonly repository: string; readonly reference: string } | undefined;
  /** Reads the formula's text as of the commit; undefined if it is not at hand. */
  readFormula(): Promise<Uint8Array | undefined>;
  /** Reads the index as published; undefined if it is not at hand. */
  readIndex(): Promise<Uint8Array | undefined>;
  /** Streams the bottle; undefined if it is not at hand. */
  readonly open: (() => AsyncIterable<Uint8Array>) | undefined;
}
