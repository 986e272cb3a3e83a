// One measurement in a process of its own: node measure.js BUNDLE resolve|atlas|ask ...
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const [bundle, what, ...args] = process.argv.slice(2);
const brewpull = await import(pathToFileURL(bundle).href);

async function open(path) {
  return brewpull.openRepository(path, { environment: process.env });
}

async function resolve(path, formula, tag) {
  const start = performance.now();
  const repository = await open(path);
  // For each path, where its states begin and how many were read: what bare git has to list.
  const paths = new Map();
  let from = 'main';
  const reader = brewpull.createQuickReader(brewpull.createFormulaReader);
  const seen = {
    ...reader,
    readQuickly(bytes, where, date) {
      const [, begin, count] = paths.get(where.path) ?? [where.path, from, 0];
      paths.set(where.path, [where.path, begin, count + 1]);
      from = where.commit;
      return reader.readQuickly(bytes, where, date);
    },
  };
  const history = brewpull.createGitHistory({
    repository,
    tap: 'homebrew/core',
    reader: seen,
    before: undefined,
    at: undefined,
  });
  const question = {
    exactOnly: false,
    signal: new AbortController().signal,
    onEvent: () => undefined,
  };
  const said = await history.ask(formula, [brewpull.parseTargetTag(tag)], question);
  await repository.close();
  const seconds = (performance.now() - start) / 1000;
  return {
    seconds,
    paths: [...paths.values()],
    status: said.answers?.[0]?.status,
    peakMB: peakMB(),
  };
}

async function atlas(path, file, head) {
  // As the command line does if it may make an atlas.
  setFlagsFromString('--heap-growing-percent=30');
  const start = performance.now();
  const repository = await open(path);
  const reader = brewpull.createQuickReader(brewpull.createFormulaReader);
  const { how } = await brewpull.updateAtlas(
    { tap: 'homebrew/core', repository, reader, head },
    file,
  );
  await repository.close();
  return { seconds: (performance.now() - start) / 1000, peakMB: peakMB(), how };
}

/** The peak memory of this process; git's own processes are not counted. */
function peakMB() {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

async function ask(file) {
  const target = brewpull.parseTargetTag('big_sur');
  const start = performance.now();
  const found = brewpull.openAtlas(file);
  await brewpull.planCoverage(found.latest(), target, { exactOnly: false });
  const coverageMs = performance.now() - start;
  const names = found.names();
  const times = [];
  for (let index = 0; index < 500; index += 1) {
    const before = performance.now();
    await found.formula(names[(index * 7919) % names.length]);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return { coverageMs, medianMs: times[250], p99Ms: times[495] };
}

const measures = { resolve, atlas, ask };
console.log(JSON.stringify(await measures[what](...args)));
