import { formatBytes } from '../../../core/format-bytes.ts';
import { brewSection, clientsSection } from './client-sections.ts';
import type { Guide, GuideSection, ServerView } from './guide.ts';
import { installSection, sumsSection } from './install-section.ts';
import type { ServedStock, StockTarget } from './served-stock.ts';

/** At most this many missing names are shown; the list of the mirror has all. */
const MOST_NAMES = 20;

/** Writes what someone at the Mac needs: what is served, how to install it, and what its sums prove. */
export function frontGuide(stock: ServedStock, server: ServerView): Guide {
  const { archive, targets, bottles } = stock;
  return {
    title: 'Homebrew bottles',
    lead: `brewpull serves ${bottles === 1 ? 'one bottle' : `${bottles} bottles`} here. Made for: ${targets.map(({ label }) => label).join('; ')}.`,
    sections: [
      ...(archive === undefined
        ? []
        : [installSection(archive, targets, server), filesSection(stock)]),
      brewSection(stock, server),
      ...targets.map((target) => targetSection(target, stock.listPath)),
      ...(archive === undefined ? [filesSection(stock)] : []),
      sumsSection(stock, server),
      clientsSection(server),
    ],
  };
}

function targetSection(target: StockTarget, listPath: string | undefined): GuideSection {
  const { label, count, sizeBytes, bottles, brew, missing, leftOut } = target;
  const asked = bottles.filter(({ isRequested }) => isRequested).length;
  const more = missing.length - MOST_NAMES;
  const listed = missing.slice(0, MOST_NAMES).join('; ');
  return {
    title: label,
    text: [
      `Bottles: ${count}, ${formatBytes(sizeBytes)}.${asked > 0 && asked < bottles.length ? ' Those that were asked for come first, then what they need.' : ''}`,
      ...(brew === undefined ? [] : [`The bundle also includes Homebrew ${brew} itself.`]),
    ],
    target,
    after: [
      ...(bottles.length < count && listPath !== undefined
        ? [`These are the first ${bottles.length}; ${listPath} lists all.`]
        : []),
      ...(leftOut === 0 ? [] : [`In the bundle that this one updates: ${leftOut} more.`]),
      ...(missing.length === 0
        ? []
        : [`Not here: ${listed}${more > 0 ? `; and ${more} more` : ''}.`]),
    ],
  };
}

function filesSection({ archive, files }: ServedStock): GuideSection {
  const whole = archive === undefined ? [] : [{ ...archive, sha256: undefined }];
  return { title: 'Files', text: [], files: [...whole, ...files] };
}
