import type { ErrorOutput } from '../parts/error-output.ts';

/** The output of `brewpull doctor`. */
export interface DoctorOutput {
  readonly status: 'ok' | 'warning' | 'failed';
  readonly failed: number;
  readonly warnings: number;
  readonly checks: readonly DoctorCheckOutput[];
}

/** One check. The schema says which `facts` each `code` has. */
interface DoctorCheckOutput {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly error: ErrorOutput | null;
}
