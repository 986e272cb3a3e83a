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
  | { readonly type: 'sync'; readonly phase: string; readonly percent: number }
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
