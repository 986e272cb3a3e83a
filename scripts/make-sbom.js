// Writes a CycloneDX bill of materials of the libraries in the package, from the list that the build made; the same build gives
// the same bytes. https://cyclonedx.org/docs/1.6/json/
import { readFileSync, writeFileSync } from 'node:fs';

const { name, version, description, license } = JSON.parse(readFileSync('package.json', 'utf8'));
const libraries = JSON.parse(readFileSync('dist/bundled-libraries.json', 'utf8'));
const own = `pkg:npm/${name}@${version}`;

const component = (library) => ({
  type: 'library',
  'bom-ref': library.purl,
  name: library.name,
  ...(library.version === undefined ? {} : { version: library.version }),
  ...(library.integrity === undefined ? {} : { hashes: [hashOf(library.integrity)] }),
  licenses: [licenceOf(library.licence)],
  purl: library.purl,
  ...inside(library),
});

/** npm writes a digest as base64, CycloneDX as hex. */
function hashOf(integrity) {
  const [, algorithm = '', base64 = ''] = /^(sha\d+)-(\S+)$/.exec(integrity) ?? [];
  return {
    alg: algorithm.replace('sha', 'SHA-'),
    content: Buffer.from(base64, 'base64').toString('hex'),
  };
}

/** A single licence from SPDX's list has an id; several, or one with an exception, form an expression. */
function licenceOf(licence) {
  return licence.includes(' ') ? { expression: licence } : { license: { id: licence } };
}

function inside({ name: library }) {
  const parts = libraries.filter(({ within }) => within === library);
  return parts.length === 0 ? {} : { components: parts.map(component) };
}

const outer = libraries.filter(({ within }) => within === undefined);
const document = {
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    component: {
      type: 'application',
      'bom-ref': own,
      name,
      version,
      description,
      licenses: [{ license: { id: license } }],
      purl: own,
    },
  },
  components: outer.map(component),
  dependencies: [
    { ref: own, dependsOn: outer.map(({ purl }) => purl) },
    ...libraries.map(({ name: library, purl }) => ({
      ref: purl,
      dependsOn: libraries.filter(({ within }) => within === library).map((part) => part.purl),
    })),
  ],
};
const text = `${JSON.stringify(document, null, 2)}\n`;
const [path] = process.argv.slice(2);
if (path === undefined) process.stdout.write(text);
else writeFileSync(path, text);
