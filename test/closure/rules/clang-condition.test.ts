import { expect, test } from 'vitest';

import { parseTargetTag } from '../../../src/core/target.ts';
import { answerClangQuestion } from '../../../src/closure/rules/clang-condition.ts';

test.each([
  ['<= 902', 'big_sur', false],
  ['<= 1199', 'big_sur', false],
  ['<= 1200', 'big_sur', undefined],
  ['<= 1300', 'big_sur', true],
  ['< 1200', 'big_sur', false],
  ['>= 1000', 'arm64_big_sur', true],
  ['>= 1400', 'big_sur', false],
  ['> 1300', 'big_sur', false],
  ['> 1200', 'big_sur', undefined],
  ['== 1403', 'big_sur', false],
  ['== 1403', 'ventura', undefined],
  ['<= 902', 'mojave', undefined],
  ['<= 902', 'x86_64_linux', undefined],
])('clang %s on %s: %s', (question, bottleTag, answer) => {
  const text = `DevelopmentTools.clang_build_version ${question}`;

  expect(answerClangQuestion(text, parseTargetTag(bottleTag))).toBe(answer);
});

test.each(['DevelopmentTools.clang_build_version', 'MacOS::CLT.installed?', 'x <= 902'])(
  'any other question is not answered: %s',
  (text) => {
    expect(answerClangQuestion(text, parseTargetTag('big_sur'))).toBeUndefined();
  },
);
