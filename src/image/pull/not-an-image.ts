import { NoBottleError } from '../../core/errors.ts';

/** Makes the error for a name that exists, but has nothing that `docker load` could read. */
export function notAnImage(name: string, why: string): NoBottleError {
  return new NoBottleError(`${name} is not a container image: ${why}`, {
    hint: 'It is another kind of artifact; tools such as oras fetch those.',
  });
}
