import { hexOfBytes } from '../../../core/digest.ts';
import { TOOL } from '../../../core/tool.ts';
import type { Bom, BomComponent } from '../bom.ts';
import { type OtherLicence, writeLicence } from '../licence/licence-expression.ts';
import { listFactTexts, valueOf } from './fact-text.ts';
import { isAddress, sourceLocation } from './source-location.ts';

/** The same for every document, so that two runs write the same bytes, as bundles do. */
const CREATED = '1970-01-01T00:00:00Z';
const CREATOR = `Tool: ${TOOL.name}-${TOOL.version}`;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Writes SPDX 2.3 as JSON (https://spdx.github.io/spdx-spec/v2.3/): a package for each bottle, one for its source and one for
 * each patch that is fetched from somewhere. Equal contents make equal bytes; nothing says when or where it was made.
 */
export function formatSpdx({ kind, components }: Bom): string {
  const licences = new Map<string, OtherLicence>();
  const packages = components.flatMap((component) => packagesOf(component, licences));
  const body = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `${TOOL.name}-${kind}`,
    creationInfo: { created: CREATED, creators: [CREATOR] },
    ...listOf('externalDocumentRefs', components.flatMap(documentRefOf)),
    ...listOf(
      'hasExtractedLicensingInfos',
      [...licences.values()]
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, text }) => ({ licenseId: id, extractedText: text })),
    ),
    packages,
    relationships: [...describe(components), ...components.flatMap(relationshipsOf)],
  };
  const digest = hexOfBytes(JSON.stringify(body));
  const documentNamespace = `https://spdx.org/spdxdocs/${TOOL.name}-${kind}-${digest}`;
  return `${JSON.stringify({ ...body, documentNamespace }, null, 2)}\n`;
}

function packagesOf(
  component: BomComponent,
  licences: Map<string, OtherLicence>,
): readonly Fields[] {
  const { purl, formula, pkgVersion, sha256, details, fileName, inside } = component;
  const licence = licenceOf(component, licences);
  const bottle = {
    SPDXID: bottleRef(component),
    name: formula,
    versionInfo: pkgVersion,
    packageFileName: fileName,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }],
    licenseConcluded: licence,
    licenseDeclared: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
    ...textOf('homepage', isAddress(details?.homepage ?? '') ? details?.homepage : undefined),
    ...textOf('summary', details?.description),
    ...textOf('comment', inside && `sbom.spdx.json in the bottle has the sha256 ${inside.sha256}`),
    externalRefs: [
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl },
    ],
    annotations: annotationsOf(component),
  };
  const location = sourceLocation(component);
  if (location === undefined) return [bottle];
  const source = {
    ...sourceFields(sourceRef(component), `${formula} source`, location),
    ...checksumsOf(valueOf(component, 'sourceSha256')),
    licenseConcluded: licence,
  };
  return [bottle, source, ...patchesOf(component).map(({ fields }) => fields)];
}

function sourceFields(SPDXID: string, name: string, downloadLocation: string): Fields {
  return {
    SPDXID,
    name,
    downloadLocation,
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
  };
}

/** Lists the patches that are fetched; those in the formula and in files of the tap are part of the tap. */
function patchesOf(
  component: BomComponent,
): readonly { readonly id: string; readonly fields: Fields }[] {
  const patches = component.details?.patches ?? [];
  return patches.flatMap(({ url, sha256, resolves }, index) => {
    if (url === undefined || !isAddress(url)) return [];
    const id = `SPDXRef-Patch-${component.id}-${index + 1}`;
    const fields = {
      ...sourceFields(id, `${component.formula} patch ${index + 1}`, url),
      ...checksumsOf(sha256),
      ...textOf('comment', resolves.length > 0 ? `resolves ${resolves.join(', ')}` : undefined),
    };
    return [{ id, fields }];
  });
}

function licenceOf(component: BomComponent, licences: Map<string, OtherLicence>): string {
  const text = valueOf(component, 'licence');
  if (text === undefined) return 'NOASSERTION';
  const { expression, others } = writeLicence(text);
  for (const other of others) licences.set(other.id, other);
  return expression;
}

function annotationsOf(component: BomComponent): readonly Fields[] {
  const { targets, commit, needsNotListed } = component;
  const comments = [
    ...listFactTexts(component).map(([name, text]) => `${name}: ${text}`),
    `targets: ${targets.join(', ')}`,
    ...(commit === undefined ? [] : [`commit of the tap: ${commit}`]),
    ...(needsNotListed.length === 0
      ? []
      : [`needs, not listed here: ${needsNotListed.join(', ')}`]),
  ];
  return comments.map((comment) => ({
    annotationDate: CREATED,
    annotationType: 'OTHER',
    annotator: CREATOR,
    comment,
  }));
}

/** Lists what the document describes: what was asked for or, if that is not known, everything. */
function describe(components: readonly BomComponent[]): readonly Fields[] {
  const asked = components.filter(({ isRequested }) => isRequested);
  return (asked.length > 0 ? asked : components).map((component) =>
    relationship('SPDXRef-DOCUMENT', 'DESCRIBES', bottleRef(component)),
  );
}

function relationshipsOf(component: BomComponent): readonly Fields[] {
  const own = bottleRef(component);
  const needs = (component.dependsOn ?? []).map((id) =>
    relationship(own, 'DEPENDS_ON', `SPDXRef-Bottle-${id}`),
  );
  if (sourceLocation(component) === undefined) return needs;
  const source = sourceRef(component);
  return [
    ...needs,
    relationship(own, 'GENERATED_FROM', source),
    ...patchesOf(component).map(({ id }) => relationship(id, 'PATCH_APPLIED', source)),
  ];
}

function relationship(from: string, relationshipType: string, to: string): Fields {
  return { spdxElementId: from, relationshipType, relatedSpdxElement: to };
}

function documentRefOf({ id, inside }: BomComponent): readonly Fields[] {
  if (inside?.namespace === undefined) return [];
  return [
    {
      externalDocumentId: `DocumentRef-${id}`,
      spdxDocument: inside.namespace,
      checksum: { algorithm: 'SHA256', checksumValue: inside.sha256 },
    },
  ];
}

function bottleRef({ id }: BomComponent): string {
  return `SPDXRef-Bottle-${id}`;
}

function sourceRef({ id }: BomComponent): string {
  return `SPDXRef-Source-${id}`;
}

function checksumsOf(sha256: string | undefined): Fields {
  return sha256 === undefined
    ? {}
    : { checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }] };
}

function textOf(name: string, text: string | undefined): Fields {
  return text === undefined || text === '' ? {} : { [name]: text };
}

function listOf(name: string, list: readonly Fields[]): Fields {
  return list.length === 0 ? {} : { [name]: list };
}
