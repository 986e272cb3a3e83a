/** The bytes still wanted; `to` is the last one, or undefined if the size is not known. */
export interface WantedRange {
  readonly from: number;
  readonly to: number | undefined;
}

/** Returns the headers that ask for a range (RFC 9110 section 14.2), or none for the whole file. */
export function rangeHeaders(range: WantedRange | undefined): Readonly<Record<string, string>> {
  return range === undefined ? {} : { range: `bytes=${range.from}-${range.to ?? ''}` };
}

/** The contents of a `Content-Range` header (RFC 9110 section 14.4). */
export interface ContentRange {
  /** Undefined if the range was refused and only the size is given. */
  readonly from: number | undefined;
  /** The size of the whole file; undefined if the server does not know it. */
  readonly total: number | undefined;
}

/** Parses a `Content-Range` header. Returns undefined if it is missing, unreadable or not in bytes. */
export function parseContentRange(header: string | undefined): ContentRange | undefined {
  const [, range = '', from, total = ''] =
    /^bytes\s+((\d{1,15})-\d{1,15}|\*)\/(\d{1,15}|\*)$/i.exec(header ?? '') ?? [];
  if (range === '') return undefined;
  return {
    from: from === undefined ? undefined : Number(from),
    total: total === '*' ? undefined : Number(total),
  };
}
