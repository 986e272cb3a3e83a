/** The file of advisories that was used. */
export interface AdvisoriesOutput {
  /** Its name as given, or the address it was fetched from. */
  readonly source: string;
  /** The file's sha256: 64 hexadecimal digits. */
  readonly sha256: string;
  /** When it was fetched, ISO 8601 in UTC; null if not recorded. */
  readonly fetched: string | null;
  /** The schema version of the records; null if the file does not say. */
  readonly recordSchema: string | null;
  /** The number of records. */
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
  /** Those without a recorded severity. */
  readonly unknown: number;
}

/** A bottle in history, in short. */
export interface BottleVersionOutput {
  /** The version with its revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  readonly rebuild: number;
  readonly bottleTag: string;
}
