import type { StateText } from '../history-states.ts';
import {
  array,
  constantFrom,
  integer,
  record,
  subarray,
  type Arbitrary,
} from '../limits/random.ts';

const BOTTLE_TAGS = ['all', 'big_sur', 'monterey', 'arm64_big_sur', 'x86_64_linux'];

/** What happens to a formula from one state to the next. */
const step = record({
  what: constantFrom('bump', 'bottle', 'bottle', 'drop', 'clear', 'restore', 'delete', 'touch'),
  tags: subarray(BOTTLE_TAGS, { minLength: 1 }),
  jump: integer({ min: 0, max: 3 }),
});

/**
 * The states of a formula as they occur in Homebrew's taps: a bump keeps the old bottles until new ones come, a bottle tag is
 * dropped, the block goes and comes back, sometimes in a later version, the formula is deleted and restored. A sha256 that was
 * replaced does not return.
 */
export const arbitraryHistory: Arbitrary<readonly StateText[]> = array(step, {
  minLength: 2,
  maxLength: 14,
}).map((steps) => {
  let [version, count] = [1, 0];
  let bottles = new Map<string, number>();
  let hidden = bottles;
  let isDeleted = false;
  return steps.map(({ what, tags, jump }) => {
    if (what === 'delete') isDeleted = true;
    else if (what !== 'touch') isDeleted = false;
    if (what === 'bump') version += 1 + jump;
    if (what === 'bottle') {
      count += 1;
      bottles = new Map(tags.map((tag) => [tag, count]));
      hidden = new Map();
    }
    if (what === 'drop') bottles = new Map([...bottles].filter(([tag]) => !tags.includes(tag)));
    if (what === 'clear') [hidden, bottles] = [bottles.size > 0 ? bottles : hidden, new Map()];
    if (what === 'restore' && bottles.size === 0) [version, bottles] = [version + jump, hidden];
    if (isDeleted) return 'deleted';
    const block = [...bottles].map(([tag, number]) => ` ${tag}=${tag}${number}`);
    return `${version}.0${block.join('')}`;
  });
});
