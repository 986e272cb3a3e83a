import { EXIT_MEANINGS, EXIT } from '../exit-code.ts';
import { OPTION_NAMES } from '../arguments/options/options.ts';
import { COMMAND_GROUPS, type Command } from '../command.ts';
import type { HelpEntry, HelpPage, HelpSection } from './help-page.ts';
import { optionSections } from './option-entries.ts';

/** What brewpull is, in one line. */
export const PURPOSE =
  'brewpull fetches Homebrew bottles (built programs) for old and offline Macs.';

/** Makes the page with everything: each command, each option, exit codes, environment variables and files. */
export function generalPage(commands: readonly Command[]): HelpPage {
  return {
    usage: ['brewpull COMMAND [NAME...] [options]', 'brewpull NAME... [options]'],
    summary: PURPOSE,
    sections: [
      ...Object.entries(COMMAND_GROUPS).map(([group, title]) => ({
        title,
        entries: commands
          .filter((command) => command.group === group)
          .map(({ name, positionals, summary }) => ({
            term: `${name} ${positionals}`.trim(),
            text: summary,
          })),
      })),
      ...optionSections(OPTION_NAMES),
      exitSection(),
      ENVIRONMENT,
      FILES,
    ],
    notes: ['brewpull COMMAND --help lists the options that a command takes.'],
  };
}

/** Makes the section with the exit codes and their meanings. */
export function exitSection(): HelpSection {
  return {
    title: 'Exit status',
    entries: Object.entries(EXIT_MEANINGS).map(([name, text]): HelpEntry => ({
      term: String(codeOf(name)),
      text,
    })),
  };
}

function codeOf(name: string): number | undefined {
  return Object.entries(EXIT).find(([each]) => each === name)?.[1];
}

/** The variables that brewpull reads. */
export const ENVIRONMENT: HelpSection = {
  title: 'Environment',
  entries: [
    {
      term: 'BREWPULL_*',
      text: 'an option: BREWPULL_CACHE_DIR is --cache-dir; a switch takes 1, true, yes, on or their opposites',
    },
    {
      term: 'HTTPS_PROXY, ALL_PROXY, NO_PROXY',
      text: 'the proxy, unless --proxy is given',
    },
    {
      term: 'SSL_CERT_FILE, NODE_EXTRA_CA_CERTS',
      text: 'certificate authorities, besides those of --ca-file and of Node',
    },
    {
      term: 'GH_TOKEN, GITHUB_TOKEN, HOMEBREW_GITHUB_API_TOKEN',
      text: 'the token for GitHub, which is asked for attestations',
    },
    {
      term: 'DOCKER_CONFIG, DOCKER_AUTH_CONFIG, REGISTRY_AUTH_FILE',
      text: 'where docker, podman or skopeo keep the credentials of registries',
    },
    {
      term: 'NO_COLOR, FORCE_COLOR, TERM',
      text: 'whether colour is used, unless --color is given',
    },
    {
      term: 'XDG_CACHE_HOME, XDG_CONFIG_HOME',
      text: 'where the folders of the cache and of the configuration are',
    },
  ],
};

/** The files that brewpull reads and writes without being given their names. */
export const FILES: HelpSection = {
  title: 'Files',
  entries: [
    { term: 'brewpull.lock.json', text: 'the lock of a folder, made by brewpull lock' },
    {
      term: '.brewpull.json',
      text: 'options of a project, e.g. {"macos": "11"}; only those that cannot harm the user',
    },
    {
      term: '~/.config/brewpull/config.json',
      text: 'your own options; on macOS ~/Library/Preferences/brewpull/config.json',
    },
    {
      term: '~/.cache/brewpull',
      text: 'downloads and histories; on macOS ~/Library/Caches/brewpull; brewpull cache shows it',
    },
  ],
};
