import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Command } from '../../command.ts';

/** The command `brewpull vulns`. */
export const VULNS: Command = {
  name: 'vulns',
  group: 'check',
  brief: 'known vulnerabilities',
  summary:
    'list the known vulnerabilities of bottles, and the version without them that can still be installed',
  positionals: '[formula-or-file...]',
  details: [
    "It asks Homebrew's own advisories, which are about the formulae of homebrew/core.",
    'A formula that they do not cover may have vulnerabilities all the same.',
  ],
  options: [
    'update-advisories',
    'advisories',
    'fail-on',
    ...OPTION_GROUPS.target,
    'deps',
    'closure',
    'sarif',
    'vex',
    'force',
    ...OPTION_GROUPS.history,
    ...OPTION_GROUPS.input,
    ...OPTION_GROUPS.network,
    ...OPTION_GROUPS.common,
  ],
  examples: [
    ['$0 vulns --update', "fetch Homebrew's advisories"],
    ['$0 vulns vim --macos 11 --arch amd64 --deps', 'the last vim for Big Sur and all it needs'],
    ['$0 vulns bundle.tar --fail-on high', 'exit with 4 if a bundle has a bad one'],
    ['$0 vulns brewpull.lock.json --sarif vulns.sarif --vex vex.cdx.json', 'for other tools'],
  ],
  load: async () => (await import('./vulns-run.ts')).runVulns,
};
