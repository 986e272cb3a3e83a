/** One link between a bottle and those who vouch for it. */
export interface EvidenceLine {
  readonly step:
    | 'commit'
    | 'formula'
    | 'checksum'
    | 'index'
    | 'manifest'
    | 'layer'
    | 'contents'
    | 'provenance'
    | 'api';
  /** What is claimed, in one sentence without a full stop. */
  readonly claim: string;
  /** `absent`: nothing at hand says so, and nothing contradicts it. */
  readonly status: 'proven' | 'absent' | 'contradicted';
  /** Why, without a full stop. */
  readonly detail: string;
}
