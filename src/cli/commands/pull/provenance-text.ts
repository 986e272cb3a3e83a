import { CORE_TAP } from '../../../core/formula-key.ts';
import type { PulledBottle } from '../../../bottle/obtain/pulled-bottle.ts';
import type { Session } from '../../session.ts';

/** Notes on standard error who built a bottle; does nothing if that was not asked for. */
export function noteProvenance({ found, provenance }: PulledBottle, session: Session): void {
  if (provenance?.status === 'none') {
    const why = found.tap === CORE_TAP ? ', as for all older bottles' : '; most taps make none';
    session.note(`${found.fileName}: no attestation says who built it${why}`);
  }
  if (provenance?.status === 'unsupported') {
    session.note(`${found.fileName}: nothing can prove who built it: ${provenance.message}`);
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
