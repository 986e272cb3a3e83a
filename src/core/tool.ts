/** This program, as it names itself to servers and in receipts. A test keeps the version that of package.json. */
export const TOOL = { name: 'brewpull', version: '0.1.0' } as const;
