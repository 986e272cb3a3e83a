import type { CliHome } from './cli-home.ts';
import type { CliResult, CliWorld } from './run-cli.ts';

/** One finding of `brewpull doctor`. */
export interface DoctorCheck {
  readonly check: string;
  readonly status: string;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: string } | null;
}

/** The real PATH of the machine, so that git is found. */
export const MACHINE = { PATH: process.env['PATH'] };

/** The real time, which the servers of the tests report as well. */
export const now = (): Date => new Date();

/** Runs `brewpull doctor --json` on a machine that has git; `of` returns one finding. */
export async function runDoctor(
  home: CliHome,
  argv: readonly string[] = [],
  { env, ...world }: Partial<CliWorld> = {},
): Promise<CliResult & { readonly status: string; of(name: string): DoctorCheck }> {
  const result = await home.run(['doctor', '--json', ...argv], {
    now,
    ...world,
    env: { ...MACHINE, ...env },
  });
  const { status, checks }: { status: string; checks: readonly DoctorCheck[] } = JSON.parse(
    result.stdout,
  );
  const of = (name: string): DoctorCheck => {
    const found = checks.find(({ check }) => check === name);
    if (found === undefined) throw new Error(`${name} was not checked: ${result.stdout}`);
    return found;
  };
  return { ...result, status, of };
}
