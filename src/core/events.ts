/** A part of a run that may take long, and how far it is. */
export type WorkStep =
  | { readonly kind: 'open-clone'; readonly tap: string; readonly path: string }
  /** A registry is asked what it has of a formula. */
  | { readonly kind: 'list-versions'; readonly formula: string; readonly host: string }
  /** All of a tap's history is read once, newest first. */
  | {
      readonly kind: 'atlas';
      readonly tap: string;
      readonly commits: number;
      /** Undefined until they are counted. */
      readonly totalCommits: number | undefined;
    }
  /** One commit is looked for at which a whole closure has bottles. */
  | { readonly kind: 'one-commit'; readonly formulae: number; readonly commits: number }
  /** Files of a bundle are read and hashed. */
  | {
      readonly kind: 'check-files';
      readonly path: string;
      readonly files: number;
      /** Undefined for a tar, which says only at its end. */
      readonly totalFiles: number | undefined;
      /** Of a tar. */
      readonly readBytes?: number | undefined;
      readonly totalBytes?: number | undefined;
    }
  /** Files are read, checked and copied to a place. */
  | {
      readonly kind: 'copy-files';
      /** Where to. */
      readonly path: string;
      readonly files: number;
      readonly totalFiles: number;
      readonly readBytes: number;
      readonly totalBytes: number;
    }
  /** The registry is asked for documents of so many bottles, before any is downloaded. */
  | { readonly kind: 'check-bottles'; readonly bottles: number }
  /** An image's manifest is looked for. */
  | { readonly kind: 'choose-image'; readonly image: string }
  | { readonly kind: 'write-bundle'; readonly path: string }
  /** A mirror is filled. */
  | {
      readonly kind: 'mirror';
      readonly bottles: number;
      /** Those of them that were there before. */
      readonly knownBottles: number;
      /** Undefined where they are not counted before. */
      readonly totalBottles: number | undefined;
      /** Of bottles, in this run. */
      readonly fetchedBytes: number;
    }
  /** All of a mirror that follows from its bottles is written. */
  | { readonly kind: 'finish-mirror'; readonly path: string };

/** What long work reports while it runs; `cli/render` is the only place that turns these into words. */
export type BrewpullEvent =
  | {
      readonly type: 'history';
      /** How many states of the formula were read so far. */
      readonly states: number;
      readonly formula: string;
      readonly date: string;
    }
  /** A step of git's, as git names it. */
  | {
      readonly type: 'sync';
      readonly phase: string;
      readonly percent: number;
      /** Of how many; of what is the phase's to say. */
      readonly total?: number | undefined;
      readonly receivedBytes?: number | undefined;
      readonly bytesPerSecond?: number | undefined;
    }
  /** A part of the work began, or came further. */
  | { readonly type: 'step'; readonly step: WorkStep }
  | { readonly type: 'unreadable'; readonly formula: string; readonly message: string }
  | { readonly type: 'index'; readonly formula: string; readonly reference: string }
  | {
      readonly type: 'download-started';
      readonly file: string;
      readonly sizeBytes: number | undefined;
      /** Bytes kept from an earlier run. */
      readonly resumedBytes: number;
    }
  | { readonly type: 'download-progress'; readonly file: string; readonly receivedBytes: number }
  | { readonly type: 'download-done'; readonly file: string; readonly sizeBytes: number }
  | { readonly type: 'upload-started'; readonly file: string; readonly sizeBytes: number }
  /** Starts from 0 again with each try. */
  | { readonly type: 'upload-progress'; readonly file: string; readonly sentBytes: number }
  | { readonly type: 'upload-done'; readonly file: string; readonly sizeBytes: number }
  | {
      readonly type: 'retry';
      readonly what: string;
      readonly reason: string;
      readonly delayMs: number;
    }
  | {
      readonly type: 'request';
      readonly method: string;
      readonly url: string;
      readonly status: number;
    }
  /** Another run holds what this one needs; each undefined when its mutex does not say whose it is. */
  | {
      readonly type: 'waiting';
      readonly path: string;
      readonly pid: number | undefined;
      readonly host: string | undefined;
    }
  | { readonly type: 'warning'; readonly message: string }
  /** What would make the next run easier. */
  | { readonly type: 'hint'; readonly message: string };

/** Receives events; must not throw. */
export type EventSink = (event: BrewpullEvent) => void;
