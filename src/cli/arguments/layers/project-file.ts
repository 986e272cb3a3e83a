import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { UsageError } from '../../../core/errors.ts';
import { unreachable } from '../../../core/unreachable.ts';
import {
  readSwitch,
  type OptionLayer,
  type OptionValue,
  type ProjectFile,
} from '../options/arguments.ts';
import { readOptionFile } from './option-file.ts';
import { optionSpec, type OptionName } from '../options/options.ts';
import { readProjectPath } from './project-path.ts';

/** The name of a project's file, looked for in the working folder and above. */
const PROJECT_FILE = '.brewpull.json';

/**
 * Finds and reads the nearest project file; undefined when there is none. It comes with a folder that anyone may have packed, so
 * it may set only what the `project` field of each option allows. Its paths are relative to its own folder, and are returned
 * relative to the working folder `cwd`. Throws {@link UsageError} for a bad file, and for one that another user put there.
 */
export async function readProjectFile(cwd: string): Promise<OptionLayer | undefined> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, PROJECT_FILE);
    const file = await readOptionFile(path);
    if (file !== undefined) {
      requireOwn(path, file.uid, (await lstat(path)).uid);
      const values = new Map<OptionName, OptionValue>();
      for (const [name, value] of file.values) {
        values.set(name, await readAllowed({ path, cwd, name, value }));
      }
      const project: ProjectFile = { path, sha256: file.sha256 };
      return { ...file, values, project };
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** Checks the owners of the file and, if the name is a link, of the link: whoever made either of them decided what is read. */
function requireOwn(path: string, ...owners: readonly number[]): void {
  const user = process.getuid?.();
  for (const uid of owners) {
    if (user === undefined || uid === user || uid === 0) continue;
    throw new UsageError(`${path} belongs to another user, who could thus decide what you get`, {
      hint: 'Remove it, or work in another folder.',
    });
  }
}

/** One option as a project's file sets it. */
interface ProjectOption {
  readonly path: string;
  readonly cwd: string;
  readonly name: OptionName;
  readonly value: OptionValue;
}

async function readAllowed(option: ProjectOption): Promise<OptionValue> {
  const { path, cwd, name, value } = option;
  const rule = optionSpec(name).project;
  switch (rule) {
    case undefined:
      throw refuse(option, "is not for a project's file to set");
    case 'any':
      return value;
    case 'on':
    case 'off': {
      const isOn = readSwitch(value);
      if (isOn === undefined) throw refuse(option, 'must be true or false');
      if (isOn === (rule === 'on')) return value;
      throw new UsageError(
        `${path}: ${name} may be switched ${rule} by a project's file, and never ${isOn ? 'on' : 'off'}`,
        {
          hint: `Remove it from that file; if you want it, set it yourself: --${name}=${isOn ? 'yes' : 'no'}.`,
        },
      );
    }
    case 'path': {
      const texts = typeof value === 'object' ? value : [value];
      const paths: string[] = [];
      for (const text of texts) {
        if (typeof text !== 'string') throw refuse(option, 'must be the name of a file');
        const found = await readProjectPath(text, { folder: dirname(path), cwd });
        if ('refused' in found) throw refuse(option, found.refused);
        paths.push(found.path);
      }
      return typeof value === 'object' ? paths : (paths[0] ?? '');
    }
    default:
      return unreachable(rule);
  }
}

function refuse({ path, name }: ProjectOption, reason: string): UsageError {
  return new UsageError(`${path}: ${name} ${reason}`, {
    hint: `Remove it from that file; if you want it, set it yourself: --${name}, or your own config.json.`,
  });
}
