import type { PulledBottle } from '../../../bottle/obtain/pulled-bottle.ts';
import type { Session } from '../../session.ts';

/** Says on standard error who built a bottle; nothing where it was not asked. */
export function noteProvenance({ found, provenance }: PulledBottle, session: Session): void {
  if (provenance?.status === 'none') {
    session.note(`${found.fileName}: no attestation says who built it, as for all older bottles`);
  }
  if (provenance?.status !== 'verified') return;
  const { workflow, commit, time, backfilled } = provenance;
  const at = commit === undefined ? '' : ` at commit ${commit.slice(0, 12)}`;
  session.note(
    backfilled
      ? `${found.fileName}: it was on the server on ${time.slice(0, 10)}, as ${workflow} attests`
      : `${found.fileName}: built by ${workflow}${at}, ${time}`,
  );
}
