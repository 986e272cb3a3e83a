/** A part of a run that may take long, and its progress. */
export type WorkStep =
  | { readonly kind: 'open-clone'; readonly tap: string; readonly path: string }
  /** Asking a registry which versions of a formula it has. */
  | { readonly kind: 'list-versions'; readonly formula: string; readonly host: string }
  /** Reading all of a tap's history once, newest first. */
  | {
      readonly kind: 'atlas';
      readonly tap: string;
      readonly commits: number;
      /** Undefined until they are counted. */
      readonly totalCommits: number | undefined;
    }
  /** Looking for one commit at which a whole closure has bottles. */
  | { readonly kind: 'one-commit'; readonly formulae: number; readonly commits: number }
  /** Reading and hashing the files of a bundle. */
  | {
      readonly kind: 'check-files';
      readonly path: string;
      readonly files: number;
      /** Undefined for a tar, whose count is known only at its end. */
      readonly totalFiles: number | undefined;
      /** Only for a tar. */
      readonly readBytes?: number | undefined;
      readonly totalBytes?: number | undefined;
    }
  /** Reading, checking and copying files. */
  | {
      readonly kind: 'copy-files';
      /** The destination. */
      readonly path: string;
      readonly files: number;
      readonly totalFiles: number;
      readonly readBytes: number;
      readonly totalBytes: number;
    }
  /** Asking the registry for the documents of this many bottles, before any is downloaded. */
  | { readonly kind: 'check-bottles'; readonly bottles: number }
  /** Looking for an image's manifest. */
  | { readonly kind: 'choose-image'; readonly image: string }
  | { readonly kind: 'write-bundle'; readonly path: string }
  /** Filling a mirror. */
  | {
      readonly kind: 'mirror';
      readonly bottles: number;
      /** How many of them were there already. */
      readonly knownBottles: number;
      /** Undefined if they are not counted in advance. */
      readonly totalBottles: number | undefined;
      /** Bytes of bottles, in this run. */
      readonly fetchedBytes: number;
    }
  /** Writing everything in a mirror that is derived from its bottles. */
  | { readonly kind: 'finish-mirror'; readonly path: string };

/** What long work reports while it runs; `cli/render` is the only place that turns these into words. */
export type BrewpullEvent =
  | {
      readonly type: 'history';
      /** How many states of the formula have been read so far. */
      readonly states: number;
      readonly formula: string;
      readonly date: string;
    }
  /** A step of git's work, as git names it. */
  | {
      readonly type: 'sync';
      readonly phase: string;
      readonly percent: number;
      /** The total; what it counts depends on the phase. */
      readonly total?: number | undefined;
      readonly receivedBytes?: number | undefined;
      readonly bytesPerSecond?: number | undefined;
    }
  /** A part of the work started or made progress. */
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
  /** Starts from 0 again with each attempt. */
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
  /** Another run holds what this one needs; `pid` and `host` are each undefined if its mutex does not say. */
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
