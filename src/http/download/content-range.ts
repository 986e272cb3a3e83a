/** The bytes still wanted; `to` is the last one, undefined when the size is not known. */
export interface WantedRange {
  readonly from: number;
  readonly to: number | undefined;
}

/** Gives the headers that ask for a range (RFC 9110 section 14.2); none for the whole file. */
export function rangeHeaders(range: WantedRange | undefined): Readonly<Record<string, string>> {
  return range === undefined ? {} : { range: `bytes=${range.from}-${range.to ?? ''}` };
}

/** What a `Content-Range` header says (RFC 9110 section 14.4). */
export interface ContentRange {
  /** Undefined when the range was refused and only the size is given. */
  readonly from: number | undefined;
  /** Size of the whole; undefined when the server does not know it. */
  readonly total: number | undefined;
}

/** Parses a `Content-Range` header; undefined when it is none of bytes. */
export function parseContentRange(header: string | undefined): ContentRange | undefined {
  const [, range = '', from, total = ''] =
    /^bytes\s+((\d{1,15})-\d{1,15}|\*)\/(\d{1,15}|\*)$/i.exec(header ?? '') ?? [];
  if (range === '') return undefined;
  return {
    from: from === undefined ? undefined : Number(from),
    total: total === '*' ? undefined : Number(total),
  };
}
