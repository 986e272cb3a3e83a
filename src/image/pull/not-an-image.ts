import { NoBottleError } from '../../core/errors.ts';

/** Says that what a name means is there, and holds nothing that `docker load` could take. */
export function notAnImage(name: string, why: string): NoBottleError {
  return new NoBottleError(`${name} is no container image: ${why}`, {
    hint: 'It is another kind of artifact; tools such as oras fetch those.',
  });
}
