/** The file of advisories that was asked. */
export interface AdvisoriesOutput {
  /** Its name as it was given, or the address that it was fetched from. */
  readonly source: string;
  /** Of the file: 64 hexadecimal digits. */
  readonly sha256: string;
  /** When it was fetched, ISO 8601 in UTC; null where nobody wrote that down. */
  readonly fetched: string | null;
  /** The version of the records' form; null where the file does not say. */
  readonly recordSchema: string | null;
  /** How many there are. */
  readonly records: number;
}

/** How bad a vulnerability is. */
export type SeverityOutput = 'low' | 'medium' | 'high' | 'critical';

/** How many vulnerabilities there are of each severity. */
export interface SeveritiesOutput {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  /** Those whose severity nobody wrote down. */
  readonly unknown: number;
}

/** A bottle in history, in short. */
export interface BottleVersionOutput {
  /** Version and revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  readonly rebuild: number;
  readonly bottleTag: string;
}
