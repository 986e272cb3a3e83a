/**
 * This program, as it names itself to servers and in receipts, and the oldest Node that runs it. A test checks that `version`
 * and `node` match package.json.
 */
export const TOOL = { name: 'brewpull', version: '0.1.0', node: '20.19.0' } as const;
