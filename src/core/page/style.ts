/**
 * The style of every page: light or dark as the browser is set, tables whose headers stay in view, and rows that become cards
 * if a table would be wider than the screen. Nothing moves, so reduced motion needs no rules.
 */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #22211e; --soft: #635f58; --line: #e4e0d8; --mark: #974600; --on: #23623d; --cell: #e7f0e9; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #191a1c; --ink: #e8e6e1; --soft: #a9a59d; --line: #34353a; --mark: #f0a35c; --on: #8bd3a6; --cell: #24342a; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 88rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, sans-serif; overflow-wrap: break-word; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; margin: 2.4rem 0 .8rem; }
p { margin: .4rem 0; max-width: 46rem; }
[hidden] { display: none !important; }
.soft, footer { color: var(--soft); }
footer { margin-top: 3rem; font-size: .87rem; }
.wide { overflow-x: auto; margin-top: 1.6rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; overflow-wrap: normal; }
th, td { padding: .32rem .7rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--paper); font-weight: 600; vertical-align: bottom; }
small { display: block; font-weight: 400; color: var(--soft); }
tbody th { font-weight: 600; }
.number { text-align: right; }
a { color: var(--mark); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; border-radius: 2px; }
input, select, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; padding: .4rem .6rem; max-width: 100%; min-height: 2.4rem; }
input { width: 100%; max-width: 28rem; }
button { cursor: pointer; }
button:disabled { color: var(--soft); border-style: dashed; cursor: default; }
code, pre { font: .88em/1.5 ui-monospace, Menlo, Consolas, monospace; }
pre { white-space: pre-wrap; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: 4px; }
.badge { display: inline-block; padding: 0 .4rem; border-radius: 3px; background: var(--cell); color: var(--on); font-size: .85em; font-weight: 600; }
.bar { display: block; width: 100%; max-width: 28rem; height: .8rem; fill: var(--mark); }
.chart { width: 100%; max-width: 40rem; }
.chart td:last-child { width: 99%; }
.find { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; margin: .8rem 0; max-width: none; }
.find label { display: block; max-width: 100%; }
.find span { display: block; font-size: .87rem; color: var(--soft); }
.pages { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: 1rem 0; }
table.list { width: 100%; overflow-wrap: break-word; overflow-wrap: anywhere; }
.list th, .list td { white-space: normal; vertical-align: top; }
.list code { margin-right: .5rem; user-select: all; -webkit-user-select: all; }
.list a { white-space: nowrap; }
.list th a { white-space: normal; }
.list thead th { z-index: 1; overflow-wrap: normal; }
.list thead button { border: 0; padding: 0; min-height: 1.6rem; font-weight: 600; text-align: left; text-decoration: underline dotted; text-underline-offset: .25em; }
.list [aria-sort=ascending] button::after { content: " \\2191"; }
.list [aria-sort=descending] button::after { content: " \\2193"; }
.copy { display: inline-block; padding: 0 .5rem; min-height: 1.6rem; font-size: .85em; }
@media (min-width: 72.01rem) {
  .list { table-layout: fixed; }
  .list .system { width: 9rem; }
  .list .built { width: 7rem; }
  .list .sum, .list .get { width: 13rem; }
}
@media (max-width: 72rem) {
  .list, .list tbody, .list tr, .list th, .list td { display: block; }
  .list thead tr { display: flex; flex-wrap: wrap; gap: 0 1rem; }
  .list thead th, .list td, .list tbody th { padding: .1rem 0; border: 0; position: static; }
  .list tbody tr { padding: .7rem 0; border-bottom: 1px solid var(--line); }
  .list tbody th { font-size: 1.08rem; }
  .list td:empty { display: none; }
  .list thead th:not([data-sort]) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .list td.built::before { content: "Built "; color: var(--soft); }
  .list small { display: inline; margin-left: .4rem; }
}
@media (max-width: 30rem) {
  body { padding: 1.2rem .9rem 3rem; }
  h1 { font-size: 1.5rem; }
}
@media print {
  .find, .pages, .copy { display: none; }
}
`;
