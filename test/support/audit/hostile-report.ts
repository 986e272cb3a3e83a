import { InvalidFileError } from '../../../src/core/errors.ts';
import {
  judgedBottle,
  openVulnerability,
  patchedVulnerability,
  reportOf,
} from './sample-report.ts';

const STEERING =
  '\u001B]8;;https://x.example\u0007\u001B[31m\r\n</script>{0} [a](javascript:b)\u202E';

const BOTTLES = [
  judgedBottle('vim', {
    open: [
      openVulnerability({
        id: `${STEERING}\uD800`,
        upstream: [STEERING, '../../etc/passwd', ''],
        summary: `${STEERING}${'😀'.repeat(50_000)}`,
        severity: undefined,
        cvss: STEERING,
        references: [
          'javascript:alert(1)',
          'data:text/html,x',
          'file:///etc/passwd',
          'no address',
          ' https://user:secret@a.example/ü^|`{}"<>\\?q=[1]%zz#f#g ',
          'https://a.example/\u001B[31m\nx',
          'HTTP://[::1]:8080/x',
        ],
        fixedIn: STEERING,
      }),
      openVulnerability({ id: '', upstream: [], summary: '\u0000 \n', references: [] }),
    ],
    patched: [patchedVulnerability({ id: STEERING, upstream: [STEERING] })],
  }),
  judgedBottle('a:b@1+2', { coverage: 'not-covered' }),
];

/** A report in which every text from outside is hostile: terminal codes, line ends, markup, half a character, huge length. */
export const HOSTILE_REPORT = reportOf(BOTTLES, [
  { ...judgedBottle('unread'), error: new InvalidFileError(`record ${STEERING} is broken`) },
]);
