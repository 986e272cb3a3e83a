import { configureGlobal } from 'fast-check';

/**
 * fast-check, whose search for a smaller input that fails ends: no limit of a test can end it where the property does not wait
 * for anything.
 */
export * from 'fast-check';

configureGlobal({ interruptAfterTimeLimit: 120_000, markInterruptAsFailure: true });

/** For properties that are tried for as long as somebody asks for. */
export const UNHURRIED = { interruptAfterTimeLimit: 3_600_000 };
