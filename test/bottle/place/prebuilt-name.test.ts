import { expect, test } from 'vitest';

import { prebuiltFileName } from '../../../src/bottle/place/prebuilt-name.ts';

test.each([
  ['https://e.example/v1/tool_darwin_amd64.tar.gz', 'tool_darwin_amd64.tar.gz'],
  ['https://e.example/v1/tool.zip?download=1', 'tool.zip'],
  ['https://e.example/projects/tool-macos.zip/download', 'tool-macos.zip'],
  ['https://e.example/v1/abc.tar.gz#/tool-macos.tar.gz', 'tool-macos.tar.gz'],
  ['https://e.example/a%2F..%2F..%2Fevil', 'a_.._.._evil'],
  ['https://e.example/%2e%2e%2fevil', 'tool-_evil'],
  ['https://e.example/-rf', 'tool-rf'],
  ['https://e.example/.bashrc', 'tool-bashrc'],
  ['https://e.example/%1b%5b2J%0a', '__2J_'],
  ['https://e.example/%ff', '_ff'],
  ['https://e.example/', 'tool'],
])('the file of %s is called %s', (url, name) => {
  expect(prebuiltFileName(url, 'tool')).toBe(name);
});
