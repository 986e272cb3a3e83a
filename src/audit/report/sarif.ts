import type { Log, Notification, ReportingDescriptor, Result } from 'sarif';

import { keyOf } from '../../core/formula-key.ts';
import { hexOfBytes } from '../../core/digest.ts';
import { percentEncode } from '../../core/percent-encode.ts';
import { showHidden } from '../../core/visible-text.ts';
import type { Severity } from '../advisories/advisory.ts';
import { brewPurl } from '../purl.ts';
import {
  fixOf,
  nameOf,
  notCovered,
  notJudged,
  PATCHES_NOT_KNOWN,
  summaryOf,
  WHY_OPEN,
  WHY_PATCHED,
} from './vulnerability-words.ts';
import { sortingScoreOf } from './severity-score.ts';
import type {
  JudgedBottle,
  JudgeFailure,
  KnownVulnerability,
  NotFoundName,
  OpenVulnerability,
  VulnsReport,
} from './vulns-report.ts';
import { webAddresses } from './web-address.ts';

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS = {
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
} as const satisfies Record<Severity, Result.level>;

/**
 * Writes what is known about vulnerabilities as SARIF 2.1.0, in one run: a rule for each advisory, a result for each open
 * vulnerability of a bottle. What the formula patched is in the properties of the run and is no result, because GitHub shows
 * passing and suppressed results as alerts. A bottle that no advisory covers is a notification, and so is one that could not be
 * judged: silence is never taken for an answer. The same report makes the same log: the only time in it is that of the
 * advisories.
 */
export function toSarif(
  { advisories, bottles, failures, notFound }: VulnsReport,
  tool: { readonly name: string; readonly version: string },
): object {
  const vulnerabilities = new Map(
    bottles.flatMap(({ open }) => open.map((vulnerability) => [vulnerability.id, vulnerability])),
  );
  const rules = [...vulnerabilities.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: tool.version,
            semanticVersion: tool.version,
            rules: rules.map(toRule),
            notifications: NOTIFICATIONS.map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        invocations: [
          {
            executionSuccessful: failures.length === 0 && notFound.length === 0,
            toolExecutionNotifications: [
              ...failures.map(toFailure),
              ...notFound.map(toNotFound),
              ...bottles
                .filter(({ coverage }) => coverage === 'not-covered')
                .map((bottle) => toNotification(bottle, `${notCovered(keyOf(bottle.bottle))}.`, 0)),
            ],
          },
        ],
        results: bottles.flatMap((bottle) =>
          bottle.open.map((vulnerability) =>
            toResult(bottle, vulnerability, indexes.get(vulnerability.id) ?? -1),
          ),
        ),
        properties: {
          advisories: {
            name: advisories.name,
            sha256: advisories.sha256,
            fetched: advisories.fetched ?? null,
            schemaVersion: advisories.schemaVersion ?? null,
            count: advisories.count,
          },
          patched: bottles.flatMap((bottle) =>
            bottle.patched.map(({ id, because }) => ({
              id,
              file: bottle.fileName,
              target: bottle.target,
              because,
              reason: WHY_PATCHED[because],
            })),
          ),
        },
      },
    ],
  } satisfies Log;
}

/** What is said about bottles that have no results. */
const NOTIFICATIONS = [
  ['not-covered', 'No advisory is about the formula'],
  ['not-judged', 'The bottle could not be judged'],
] as const;

function toRule(vulnerability: KnownVulnerability): ReportingDescriptor {
  const { id, severity, references, cvss } = vulnerability;
  const links = webAddresses(references);
  const [helpUri] = links;
  const summary = summaryOf(vulnerability);
  const score = sortingScoreOf(vulnerability);
  const help = [summary, ...links].join('\n');
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: summary },
    help: { text: help },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: levelOf(severity) },
    properties: {
      tags: ['security', 'vulnerability'],
      precision: 'medium',
      ...(score === undefined ? {} : { 'security-severity': score.toFixed(1) }),
      ...(severity === undefined ? {} : { severity }),
      ...(cvss === undefined ? {} : { cvss }),
      upstream: [...vulnerability.upstream],
    },
  };
}

function toResult(
  bottle: JudgedBottle,
  vulnerability: OpenVulnerability,
  ruleIndex: number,
): Result {
  const { target, fileName } = bottle;
  const name = nameOf(vulnerability);
  const { formula, pkgVersion } = bottle.bottle;
  const sentences = [
    `${formula} ${pkgVersion} for ${target} has ${name}, severity ${vulnerability.severity ?? 'unknown'}: ${WHY_OPEN[vulnerability.because]}.`,
    `${fixOf(vulnerability, target)}.`,
    ...(bottle.arePatchesKnown ? [] : [`${PATCHES_NOT_KNOWN}.`]),
  ];
  // What it is about, and for which machine: the alert stays the same when a newer bottle has it too.
  const fingerprint = hexOfBytes(JSON.stringify([vulnerability.id, keyOf(bottle.bottle), target]));
  return {
    ruleId: vulnerability.id,
    ruleIndex,
    level: levelOf(vulnerability.severity),
    message: { text: toMessageText(sentences.join(' ')) },
    locations: [toLocation(bottle)],
    // GitHub only reads the first.
    partialFingerprints: {
      primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`,
      'vulnerabilityOfFormula/v1': fingerprint,
    },
    properties: {
      because: vulnerability.because,
      fixedIn: vulnerability.fixedIn ?? null,
      fixedBottle: vulnerability.fixedBottle.status,
      file: fileName,
      target,
      isRequested: bottle.isRequested,
    },
  };
}

function toFailure(failure: JudgeFailure): Notification {
  const { error, bottle } = failure;
  const text = `${notJudged(keyOf(bottle), error)}.`;
  return { ...toNotification(failure, text, 1), level: 'error' };
}

function toNotFound({ name, target, error }: NotFoundName): Notification {
  return {
    descriptor: { id: NOTIFICATIONS[1][0], index: 1 },
    level: 'error',
    message: {
      text: toMessageText(`${notJudged(`${name} for ${target}`, error)}.`),
    },
  };
}

function toNotification(place: FilePlace, text: string, index: 0 | 1): Notification {
  return {
    descriptor: { id: NOTIFICATIONS[index][0], index },
    level: 'note',
    message: { text: toMessageText(text) },
    locations: [toLocation(place)],
  };
}

type FilePlace = Pick<JudgedBottle, 'bottle' | 'fileName'>;

/** Locates the bottle's file, as a reference relative to where it is; GitHub wants a line in it. */
function toLocation({ bottle, fileName }: FilePlace): NonNullable<Result['locations']>[number] {
  return {
    physicalLocation: {
      artifactLocation: { uri: fileName.replace(/[^\w.~@+-]/gu, percentEncode) },
      region: { startLine: 1 },
    },
    logicalLocations: [
      { name: bottle.formula, fullyQualifiedName: brewPurl(bottle), kind: 'package' },
    ],
  };
}

function levelOf(severity: Severity | undefined): Result.level {
  return severity === undefined ? 'warning' : LEVELS[severity];
}

/** Escapes a message, where braces are placeholders and brackets are links. */
function toMessageText(text: string): string {
  return showHidden(text)
    .replace(/[\\[\]]/g, String.raw`\$&`)
    .replace(/[{}]/g, '$&$&');
}
