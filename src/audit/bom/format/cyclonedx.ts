import { hexOfBytes } from '../../../core/digest.ts';
import { CORE_TAP } from '../../../core/formula-key.ts';
import { TOOL } from '../../../core/tool.ts';
import type { FormulaPatch } from '../../../history/state/formula-details.ts';
import type { Bom, BomComponent } from '../bom.ts';
import { isLicenceExpression } from '../licence/licence-expression.ts';
import { listFactTexts, valueOf } from './fact-text.ts';
import { isAddress, sourceLocation } from './source-location.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Writes CycloneDX 1.6 as JSON (https://cyclonedx.org/docs/1.6/json/): a component for each bottle, with its source and patches.
 * Equal contents make equal bytes; nothing says when or where it was made.
 */
export function formatCycloneDx({ components }: Bom): string {
  const body = {
    metadata: { tools: { components: [{ type: 'application', ...nameOf() }] } },
    components: components.map(componentOf),
    dependencies: components.flatMap(({ id, dependsOn }) =>
      dependsOn === undefined ? [] : [{ ref: id, dependsOn }],
    ),
    ...listOf('compositions', incompleteOf(components)),
  };
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(body))}`,
    version: 1,
    ...body,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Marks components as incomplete: an empty list of dependencies would otherwise say that they need nothing. */
function incompleteOf(components: readonly BomComponent[]): readonly Fields[] {
  const ids = components
    .filter(({ needsNotListed }) => needsNotListed.length > 0)
    .map(({ id }) => id);
  return ids.length === 0 ? [] : [{ aggregate: 'incomplete', dependencies: ids }];
}

function nameOf(): Fields {
  return { name: TOOL.name, version: TOOL.version };
}

function componentOf(component: BomComponent): Fields {
  const { id, tap, formula, pkgVersion, sha256, purl, details } = component;
  return {
    type: 'application',
    'bom-ref': id,
    ...(tap === CORE_TAP ? {} : { group: tap }),
    name: formula,
    version: pkgVersion,
    ...(details?.description === undefined ? {} : { description: details.description }),
    hashes: [hashOf(sha256)],
    ...licencesOf(component),
    purl,
    ...listOf('externalReferences', referencesOf(component)),
    ...pedigreeOf(details?.patches ?? []),
    properties: propertiesOf(component),
  };
}

function licencesOf(component: BomComponent): Fields {
  const text = valueOf(component, 'licence');
  if (text === undefined) return {};
  const licence = isLicenceExpression(text) ? { expression: text } : { license: { name: text } };
  return { licenses: [licence] };
}

function referencesOf(component: BomComponent): readonly Fields[] {
  const { details, inside } = component;
  const source = sourceLocation(component);
  const sha256 = valueOf(component, 'sourceSha256');
  const homepage = details?.homepage;
  const references: Fields[] = [];
  if (source !== undefined) {
    references.push({ type: 'source-distribution', url: source, ...hashesOf(sha256) });
  }
  if (homepage !== undefined && isAddress(homepage)) {
    references.push({ type: 'website', url: homepage });
  }
  if (inside?.namespace !== undefined) {
    const comment = 'sbom.spdx.json inside the bottle';
    references.push({ type: 'bom', url: inside.namespace, comment, ...hashesOf(inside.sha256) });
  }
  return references;
}

function pedigreeOf(patches: readonly FormulaPatch[]): Fields {
  if (patches.length === 0) return {};
  return { pedigree: { patches: patches.map(patchOf) } };
}

function patchOf({ url, type, resolves }: FormulaPatch): Fields {
  return {
    type: PATCH_TYPES.get(type) ?? 'unofficial',
    ...(url !== undefined && isAddress(url) ? { diff: { url } } : {}),
    ...listOf(
      'resolves',
      resolves.map((id) => ({ type: isSecurity(id) ? 'security' : 'defect', id })),
    ),
  };
}

/** The types of patches in formulae, and CycloneDX's names for them. */
const PATCH_TYPES: ReadonlyMap<string | undefined, string> = new Map([
  ['backport', 'backport'],
  ['cherry_pick', 'cherry-pick'],
]);

/** Rule: `Patch.resolves_type` in Library/Homebrew/patch.rb at 6.0.18. */
function isSecurity(id: string): boolean {
  return (
    /^CVE-\d{4}-\d{4,}$/.test(id) ||
    /^GHSA(?:-[2-9cfghjmpqrvwx]{4}){3}$/.test(id) ||
    /^OSV-\d{4}-\d+$/.test(id)
  );
}

function propertiesOf(component: BomComponent): readonly Fields[] {
  const { targets, bottleTag, rebuild, isRequested, commit, inside, needsNotListed } = component;
  const properties: (readonly [string, string])[] = [
    ['bottle-tag', bottleTag],
    ['rebuild', String(rebuild)],
    ['requested', String(isRequested)],
    ...targets.map((target): readonly [string, string] => ['target', target]),
    ...needsNotListed.map((key): readonly [string, string] => ['needs-not-listed', key]),
    ...listFactTexts(component).map(([name, text]): readonly [string, string] => [
      `source:${name}`,
      text,
    ]),
  ];
  if (commit !== undefined) properties.push(['commit', commit]);
  if (inside !== undefined) properties.push(['bottle-sbom-sha256', inside.sha256]);
  return properties.map(([name, value]) => ({ name: `${TOOL.name}:${name}`, value }));
}

function hashesOf(sha256: string | undefined): Fields {
  return sha256 === undefined ? {} : { hashes: [hashOf(sha256)] };
}

function hashOf(sha256: string): Fields {
  return { alg: 'SHA-256', content: sha256 };
}

function listOf(name: string, list: readonly Fields[]): Fields {
  return list.length === 0 ? {} : { [name]: list };
}

/** Makes a UUID of version 8, whose bits are up to the writer; here they come from the content. */
function uuidOf(content: string): string {
  const hex = hexOfBytes(content);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return [...parts, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
