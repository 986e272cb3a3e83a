import { digestOfBytes } from '../../../core/digest.ts';
import { policyFor } from '../../../core/page/page.ts';
import { bytesRoute, HTML_TYPE, TEXT_TYPE, type Route } from '../route.ts';
import { frontGuide } from './front-guide.ts';
import type { ServerView } from './guide.ts';
import { guideHtml } from './guide-html.ts';
import { guideText } from './guide-text.ts';
import type { ServedStock } from './served-stock.ts';

/** The header of a response whose form depends on the client's `Accept` header. */
export const VARIES = { vary: 'accept' };

/** The headers of a web page: it loads nothing, cannot be embedded in another page, and sends no referrer. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...VARIES,
  'content-security-policy': `${policyFor([])}; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
};

/** Makes the page at `/`: HTML for browsers, text for everyone else. */
export function frontPage(stock: ServedStock, server: ServerView, isHtml: boolean): Route {
  const guide = frontGuide(stock, server);
  const bytes = Buffer.from(isHtml ? guideHtml(guide) : guideText(guide));
  return bytesRoute(bytes, {
    mediaType: isHtml ? HTML_TYPE : TEXT_TYPE,
    digest: digestOfBytes(bytes),
    kind: 'file',
    headers: isHtml ? PAGE_HEADERS : VARIES,
  });
}
