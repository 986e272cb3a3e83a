import type { IncomingHttpHeaders } from 'node:http';

/** Reports whether a client explicitly accepts web pages, as browsers do; curl, brew and registry clients do not. */
export function wantsHtml({ accept = '' }: IncomingHttpHeaders): boolean {
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.toLowerCase().split(';');
    const isRefused = parameters.some((each) => /^\s*q\s*=\s*0(?:\.0*)?\s*$/.test(each));
    return type.trim() === 'text/html' && !isRefused;
  });
}
