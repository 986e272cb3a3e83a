import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareVersions } from '../../../src/core/version.ts';

/** What a pretend machine is like, and how its brew behaves. */
export interface MachineOptions {
  readonly system?: 'macos' | 'linux';
  /** As `sw_vers` prints it. */
  readonly macos?: string;
  readonly arch?: string;
  readonly uid?: number;
  readonly brewVersion?: string;
  readonly ruby?: 'present' | 'missing';
  /** `silent-failure`: exits 0 and installs nothing; `failing-success`: installs and exits 1. */
  readonly lie?: 'no' | 'silent-failure' | 'failing-success';
  /** `old`: brew refuses bottles of a formula that is installed in another version. Seen with 6.0.18 on Linux. */
  readonly libc?: 'new' | 'old';
  /** The formula whose pouring never ends. */
  readonly stall?: string;
  /** The formula whose post-install step never ends. */
  readonly stallPost?: string;
  /** The formula that brew never installs. */
  readonly refuse?: string;
  /** Whether the Command Line Tools are installed. */
  readonly tools?: 'present' | 'missing';
  /** The macOS that brew says it does not support. */
  readonly unsupported?: string;
}

/** Returns the lines of `env_config.rb` that say what a brew does with bottles given by path. Facts: the tags named. */
export function environmentRules(brewVersion: string): string {
  const since = (version: string): boolean => compareVersions(brewVersion, version) >= 0;
  return [
    '      HOMEBREW_DEVELOPER:                        {',
    '        description: "If set, tweak behaviour to be more relevant for Homebrew developers (active or budding)",',
    since('5.1.15') ? '        boolean:     :set,' : '        boolean:     true,',
    '      },',
    ...(since('5.0.0')
      ? ['          env_value.present? && FALSY_VALUES.exclude?(env_value.downcase)']
      : []),
    ...(since('4.6.4')
      ? [
          '    def forbid_packages_from_paths?',
          '      ENV["HOMEBREW_TESTS"].blank? && ENV["HOMEBREW_DEVELOPER"].blank?',
          '    end',
        ]
      : []),
    '',
  ].join('\n');
}

/** Returns the code with what a brew requires of a Mac before it pours. Facts: `fatal_preinstall_checks` at the tags named. */
export function toolsRule(brewVersion: string): string {
  const since = (version: string): boolean => compareVersions(brewVersion, version) >= 0;
  const tools = 'checks << "check_for_installed_developer_tools"';
  const cpu = since('4.4.0') ? '::Hardware::CPU.arm?' : 'Hardware::CPU.arm?';
  const rule = since('6.0.16')
    ? [`          ${tools} unless ${cpu}`]
    : since('6.0.10')
      ? []
      : [`          ${tools} if ${cpu}`];
  return [
    '        def fatal_preinstall_checks',
    '          checks = %w[',
    '            check_access_directories',
    '          ]',
    ...rule,
    '          checks.freeze',
    '        end',
    '        def fatal_build_from_source_checks',
    '          %w[check_for_installed_developer_tools]',
    '        end',
    '',
  ].join('\n');
}

/** Returns the code in which 6.0.10 and 6.0.11 require the tools. Facts: `extend/os/mac/formula_installer.rb` at these tags. */
function pourRule(brewVersion: string): string {
  if (!/^6\.0\.1[01]$/.test(brewVersion)) return '';
  return [
    '      def check_developer_tools_for_bottle_pour',
    '        return unless ::Hardware::CPU.arm?',
    '        return if formula.bottle_specification.skip_relocation?',
    '',
  ].join('\n');
}

/** Returns shell code that exits if one of these words is a place on the real machine that belongs to a Homebrew. */
export function refuseRealPrefixes(words: string): string {
  return `for word in ${words}; do case $word in /opt/homebrew* | /usr/local* | /home/linuxbrew*) exit 77 ;; esac; done`;
}

/** The result of a finished command. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that pretends to be a machine: fake `uname`, `sw_vers`, `id` and `xcode-select`, and the stand-in brew. */
export class Machine implements AsyncDisposable {
  readonly folder: string;
  readonly prefix: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.prefix = join(folder, 'brew');
  }

  static async create(options: MachineOptions = {}): Promise<Machine> {
    const machine = new Machine(await realpath(await mkdtemp(join(tmpdir(), 'brewpull mac-'))));
    await mkdir(join(machine.folder, 'fakes'));
    await mkdir(join(machine.folder, 'tmp'));
    await mkdir(join(machine.prefix, 'bin'), { recursive: true });
    await mkdir(join(machine.prefix, 'Library/Homebrew'), { recursive: true });
    await mkdir(join(machine.prefix, 'stand-in'));
    await copyFile(join(import.meta.dirname, 'brew'), join(machine.prefix, 'bin/brew'));
    await chmod(join(machine.prefix, 'bin/brew'), 0o755);
    await writeFile(join(machine.prefix, 'stand-in/calls'), '');
    await machine.become(options);
    return machine;
  }

  /** Waits until brew has reached what never ends: {@link MachineOptions.stall} or `stallPost`. */
  async untilStalled(): Promise<void> {
    while (!existsSync(join(this.prefix, 'stand-in/stalled'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Changes what the machine is like; what is installed stays. */
  async become(options: MachineOptions): Promise<void> {
    const { system = 'macos', macos = '11.7.10', arch = 'x86_64', uid = 501 } = options;
    const {
      brewVersion = '6.0.9',
      ruby = 'present',
      lie = 'no',
      libc = 'new',
      stall = '',
      stallPost = '',
      refuse = '',
      tools = 'present',
      unsupported = '',
    } = options;
    const kernel = system === 'macos' ? 'Darwin' : 'Linux';
    await this.#fake('uname', `[ "$1" = -m ] && echo ${arch} || echo ${kernel}`);
    await this.#fake('sw_vers', `echo ${macos}`);
    await this.#fake('id', `echo ${uid}`);
    await this.#fake(
      'xcode-select',
      tools === 'present' ? 'echo /Library/Developer/CommandLineTools' : 'exit 2',
    );
    await this.#fake('sysctl', 'exit 1');
    await this.#fake('sync', 'exit 0');
    await this.#fake('mkdir', `${refuseRealPrefixes('"$@"')}\nexec /bin/mkdir "$@"`);
    const settings = `version=${brewVersion} system=${system} ruby=${ruby} lie=${lie} stall=${stall} stall_post=${stallPost} refuse=${refuse} libc=${libc} tools=${tools} unsupported=${unsupported}\n`;
    await writeFile(join(this.prefix, 'stand-in/settings'), settings);
    const config = environmentRules(brewVersion);
    const library = join(this.prefix, 'Library/Homebrew');
    await writeFile(join(library, 'env_config.rb'), config);
    await mkdir(join(library, 'extend/os/mac'), { recursive: true });
    await writeFile(join(library, 'extend/os/mac/diagnostic.rb'), toolsRule(brewVersion));
    await writeFile(join(library, 'extend/os/mac/formula_installer.rb'), pourRule(brewVersion));
    await mkdir(join(library, 'cmd'), { recursive: true });
    const hasOption = compareVersions(brewVersion, '4.4.26') >= 0;
    const option = hasOption ? '          [:switch, "--as-dependency", {\n' : '';
    await writeFile(join(library, 'cmd/install.rb'), option);
  }

  /** The environment of its user. */
  get environment(): Record<string, string> {
    const path = [join(this.folder, 'fakes'), join(this.prefix, 'bin'), '/usr/bin', '/bin'];
    return { PATH: path.join(':'), HOME: this.folder, TMPDIR: join(this.folder, 'tmp') };
  }

  /** Runs a command until it ends, or until `signal` kills the whole process group, as a power cut would. */
  async run(
    command: readonly [string, ...string[]],
    options: {
      readonly cwd?: string;
      readonly env?: Record<string, string>;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<Ended> {
    const [file, ...args] = command;
    const child = spawn(file, args, {
      cwd: options.cwd ?? this.folder,
      env: { ...this.environment, ...options.env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    options.signal?.addEventListener('abort', () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { code, stdout, stderr };
  }

  /** Lists the calls of brew that need Ruby, oldest first. */
  async calls(): Promise<readonly string[]> {
    const text = await readFile(join(this.prefix, 'stand-in/calls'), 'utf8');
    return text.split('\n').filter((line) => line !== '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #fake(name: string, body: string): Promise<void> {
    const path = join(this.folder, 'fakes', name);
    await writeFile(path, `#!/bin/sh\n${body}\n`);
    await chmod(path, 0o755);
  }
}
