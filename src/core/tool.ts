/**
 * This program, as it names itself to servers and in receipts, and the oldest Node that runs it. A test keeps the version and
 * `node` those of package.json.
 */
export const TOOL = { name: 'brewpull', version: '0.1.0', node: '20.19.0' } as const;
