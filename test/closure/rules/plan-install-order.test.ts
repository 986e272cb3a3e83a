import { expect, test } from 'vitest';

import { orderForInstall } from '../../../src/closure/rules/plan-install-order.ts';
import {
  array,
  assert,
  constantFrom,
  property,
  record,
  uniqueArray,
} from '../../support/limits/random.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

test('dependencies come first, names decide among equals, and a cycle is reported', () => {
  const order = orderForInstall([
    { name: 'vim', dependencies: ['perl', 'lua', 'nowhere'] },
    { name: 'perl', dependencies: ['gdbm'] },
    { name: 'lua', dependencies: [] },
    { name: 'gdbm', dependencies: ['perl'] },
  ]);

  expect(order.nodes.map(({ name }) => name)).toEqual(['perl', 'gdbm', 'lua', 'vim']);
  expect(order.cycles).toEqual([['gdbm', 'perl']]);
});

test('an order has every node once and, without cycles, every dependency before what needs it', () => {
  const node = record({
    name: constantFrom(...NAMES),
    dependencies: uniqueArray(constantFrom(...NAMES)),
  });
  const graph = uniqueArray(node, { selector: ({ name }) => name });
  assert(
    property(graph, array(constantFrom(0, 1)), (nodes, shuffle) => {
      const { nodes: ordered, cycles } = orderForInstall(nodes);
      const names = ordered.map(({ name }) => name);
      expect(names.toSorted()).toEqual(nodes.map(({ name }) => name).toSorted());
      const mixed = nodes.toSorted((_a, _b) => shuffle[0] ?? -1);
      expect(orderForInstall(mixed).nodes.map(({ name }) => name)).toEqual(names);
      if (cycles.length > 0) return;
      for (const { name, dependencies } of nodes) {
        for (const needed of dependencies.filter((each) => names.includes(each))) {
          expect(names.indexOf(needed)).toBeLessThan(names.indexOf(name));
        }
      }
    }),
  );
});
