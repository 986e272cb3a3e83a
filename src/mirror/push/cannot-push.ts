import { NotFoundError } from '../../core/errors.ts';
import type { PushSource, SourceBottle } from './source/push-source.ts';

/** Makes the error for a bottle that is in no registry. */
export function cannotPush({ formula }: SourceBottle, { kind }: PushSource): NotFoundError {
  return new NotFoundError(
    `${formula} came from a plain web server: the ${kind} has no index and manifest for a registry`,
    { hint: 'From a bundle, brewpull serve can give it to brew under its original name.' },
  );
}

/** Makes the error for a bottle without a manifest. */
export function cannotRebuild({ formula }: SourceBottle, { kind }: PushSource): NotFoundError {
  return new NotFoundError(
    `the ${kind} has no manifest of ${formula}, because the registry it came from had none, and it cannot be rebuilt byte for byte; registries accept no index without it`,
    { hint: 'brewpull serve does without it; or start from a registry that has it.' },
  );
}
