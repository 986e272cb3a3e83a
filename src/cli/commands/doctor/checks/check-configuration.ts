import { join } from 'node:path';

import { BrewpullError } from '../../../../core/errors.ts';
import { readOptionFile } from '../../../arguments/layers/option-file.ts';
import { readProjectFile } from '../../../arguments/layers/project-file.ts';
import type { OptionLayer } from '../../../arguments/options/arguments.ts';
import { isOptionName } from '../../../arguments/options/options.ts';
import {
  ENVIRONMENT_PREFIX,
  optionOfVariable,
} from '../../../arguments/layers/environment-layer.ts';
import { configDirectory } from '../../../directories.ts';
import { formatCount } from '../../../render/count.ts';
import { toErrorJson } from '../../../render/error-json.ts';
import type { ErrorOutput } from '../../../../output/parts/error-output.ts';
import type { Terminal } from '../../../terminal.ts';
import type { Finding } from '../check.ts';

/** Checks the files and variables that options come from. */
export async function checkConfiguration(terminal: Terminal): Promise<Finding> {
  const userPath = join(configDirectory(terminal), 'config.json');
  const user = await readLayer(() => readOptionFile(userPath));
  const project = await readLayer(() => readProjectFile(terminal.cwd()));
  const { known, unknown } = listVariables(terminal.env);
  const projectPath = project.layer?.project?.path ?? null;
  const facts = {
    userFile: userPath,
    userOptions: optionsOf(user.layer),
    projectFile: projectPath,
    projectOptions: optionsOf(project.layer),
    variables: known,
    unknownVariables: unknown,
  };
  const failure = user.error ?? project.error;
  if (failure !== undefined) {
    const { code, message, hint } = failure;
    return {
      status: 'failed',
      code: 'CONFIGURATION_INVALID',
      facts: { ...facts, errorCode: code },
      text: message,
      hint: hint ?? undefined,
      error: failure,
    };
  }
  const said = [
    describe(user.layer, userPath) ?? `no ${userPath}`,
    describe(project.layer, projectPath ?? '') ?? 'no .brewpull.json',
    ...(known.length > 0 ? [known.join(', ')] : []),
  ];
  const [strange] = unknown;
  if (strange === undefined) {
    return { status: 'ok', code: 'CONFIGURATION', facts, text: said.join('; ') };
  }
  return {
    status: 'warning',
    code: 'CONFIGURATION_UNKNOWN_VARIABLE',
    facts,
    text: `${unknown.join(', ')} ${unknown.length === 1 ? 'sets' : 'set'} no option of brewpull`,
    hint: `Check the name: a variable is ${ENVIRONMENT_PREFIX} and the option in capitals, e.g. BREWPULL_CACHE_DIR.`,
  };
}

/** Returns whether a file of options cannot be read, which might forbid what a check would do. */
export function isUnreadable({ code }: Finding): boolean {
  return code === 'CONFIGURATION_INVALID';
}

async function readLayer(
  read: () => Promise<OptionLayer | undefined>,
): Promise<{ readonly layer?: OptionLayer | undefined; readonly error?: ErrorOutput }> {
  try {
    return { layer: await read() };
  } catch (error) {
    if (!(error instanceof BrewpullError)) throw error;
    return { error: toErrorJson(error) };
  }
}

function optionsOf(layer: OptionLayer | undefined): readonly string[] {
  return layer === undefined ? [] : [...layer.values.keys()];
}

function describe(layer: OptionLayer | undefined, path: string): string | undefined {
  if (layer === undefined) return undefined;
  const options = optionsOf(layer);
  const names = options.length === 0 ? '' : `: ${options.join(', ')}`;
  return `${path} (${formatCount(options.length, 'option', 'options')}${names})`;
}

function listVariables(env: Terminal['env']): {
  readonly known: readonly string[];
  readonly unknown: readonly string[];
} {
  const set = Object.keys(env)
    .filter((name) => name.startsWith(ENVIRONMENT_PREFIX) && env[name] !== '')
    .toSorted();
  return { known: set.filter(isKnown), unknown: set.filter((name) => !isKnown(name)) };
}

function isKnown(variable: string): boolean {
  return isOptionName(optionOfVariable(variable));
}
