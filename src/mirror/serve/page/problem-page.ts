import { html } from '../../../core/page/html.ts';
import { renderPage } from '../../../core/page/page.ts';
import { TOOL } from '../../../core/tool.ts';

/** What a browser shows instead of the requested content. */
interface Problem {
  readonly title: string;
  readonly text: string;
}

const PROBLEMS = new Map<number, Problem>([
  [
    401,
    {
      title: 'This server requires its token',
      text: 'Load the page again. Your browser asks for a name and a password: any name will do, and the password is the token. Whoever runs the server has it.',
    },
  ],
  [
    404,
    {
      title: 'Nothing is served here',
      text: 'The first page shows what is served and how to use it.',
    },
  ],
  [
    500,
    {
      title: 'This cannot be read',
      text: 'The file has changed since the server started, or its disk is gone. The output of brewpull serve says which file and why.',
    },
  ],
]);

/** Writes the page that a browser shows after an error; undefined for errors that no browser gets. */
export function problemPage(status: number): string | undefined {
  const problem = PROBLEMS.get(status);
  if (problem === undefined) return undefined;
  const { title, text } = problem;
  return renderPage({
    title,
    footer: `${TOOL.name} ${TOOL.version}`,
    body: html`<h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/">First page</a></p>`,
  });
}
