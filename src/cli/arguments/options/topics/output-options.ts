import type { OptionSpec } from '../option.ts';

/** Options for where results are written, and in what form. */
export const OUTPUT_OPTIONS = {
  output: {
    type: 'text',
    project: 'path',
    alias: 'o',
    value: 'PATH',
    summary:
      'where to write results: a folder, a file for a single result, or - for standard output',
  },
  'dry-run': { type: 'flag', summary: 'show what would be done without doing it' },
  inspect: { type: 'flag', summary: 'list what is in a bundle' },
  split: {
    type: 'text',
    project: 'any',
    value: 'SIZE',
    summary: 'split a tar into parts (4G, fat32), or a mirror into media (60G)',
  },
  join: { type: 'flag', summary: 'put a mirror together from the media it was split into' },
  index: {
    type: 'text',
    value: 'FORM',
    choices: ['published', 'reduced'],
    standard: 'published',
    summary:
      'what a version refers to in the mirror: the index as Homebrew published it, or one with only the bottles that the mirror has, for skopeo and crane',
  },
  'max-size': {
    type: 'text',
    value: 'SIZE',
    summary: 'leave out bottles that would make the mirror larger than this, e.g. 200G',
  },
  prune: { type: 'flag', summary: 'remove bottles that no target and no lock of the mirror needs' },
  format: {
    type: 'text',
    project: 'any',
    value: 'FORM',
    choices: ['archive', 'oci-dir'],
    standard: 'archive',
    summary: 'a tar for docker load, or an OCI layout as a folder',
  },
  'sbom-format': {
    type: 'text',
    word: 'format',
    value: 'FORM',
    choices: ['spdx', 'cyclonedx'],
    standard: 'spdx',
    summary: 'SPDX 2.3, or CycloneDX 1.6, the default for a file ending in .cdx.json',
  },
  sbom: {
    type: 'list',
    value: 'FILE',
    summary: 'write a bill of materials: SPDX, or CycloneDX to a .cdx.json',
  },
  tag: {
    type: 'text',
    rare: true,
    value: 'NAME:TAG',
    summary: 'name for the image when it is loaded',
  },
  force: { type: 'flag', rare: true, summary: 'replace an existing file of that name' },
  'no-referrers': {
    type: 'flag',
    rare: true,
    summary: 'do not push attestations or bills of materials',
  },
  yes: {
    type: 'flag',
    alias: 'y',
    summary: 'do not ask before a download of more than 1 GB',
  },
  'exit-code': { type: 'flag', summary: 'exit with 1 if there are differences' },
  html: { type: 'text', value: 'FILE', summary: 'write a page to read in a browser' },
  csv: { type: 'flag', project: 'any', summary: 'write comma-separated values' },
  sarif: { type: 'text', value: 'FILE', summary: 'write SARIF 2.1.0, for code scanning' },
  vex: { type: 'text', value: 'FILE', summary: 'write CycloneDX VEX' },
  export: {
    type: 'text',
    value: 'FILE',
    summary:
      'at the end, write the last bottle of every formula to this file, as atlas export does',
  },
  host: { type: 'text', value: 'ADDRESS', standard: '127.0.0.1', summary: 'address to serve on' },
  port: { type: 'text', value: 'N', standard: '8750', summary: 'port to serve on' },
  cert: { type: 'text', value: 'FILE', summary: 'serve with TLS: the certificate, in PEM form' },
  key: { type: 'text', value: 'FILE', summary: 'the private key of --cert, in PEM form' },
  'token-file': {
    type: 'text',
    value: 'FILE',
    summary: 'serve only clients that have the token in this file; - reads standard input',
  },
  'older-than': {
    type: 'text',
    value: 'DAYS',
    standard: '0',
    summary: 'remove only what has not been used for this many days',
  },
} as const satisfies Record<string, OptionSpec>;
