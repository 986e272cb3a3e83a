/** A system to get bottles for. */
export type TargetOutput = MacosTargetOutput | LinuxTargetOutput;

/** A macOS release and an architecture. */
export interface MacosTargetOutput {
  /** `11` or `10.15`. */
  readonly macos: string;
  /** `big_sur`. */
  readonly codename: string;
  readonly arch: 'amd64' | 'arm64';
  /** What Homebrew calls the combination: `big_sur`, `arm64_sequoia`. */
  readonly bottleTag: string;
}

/** Linux and an architecture. */
export interface LinuxTargetOutput {
  readonly system: 'linux';
  readonly arch: 'amd64' | 'arm64';
  /** `x86_64_linux`. */
  readonly bottleTag: string;
}
