import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Coupling, type CouplingRules, CouplingTools } from '../../src/diffusion/coupling.ts';
import { pad, pairTable, vocabulary } from './small-world.ts';

const token = fc.nat(vocabulary - 1);
/** Ids of visitors, whom the table does not know, follow the vocabulary. */
const visitors = 3;
const words = fc.uniqueArray(fc.nat(vocabulary + visitors - 1), { minLength: 1, maxLength: 8 });
const tables = fc
  .record({
    pairs: fc.uniqueArray(fc.tuple(token, token, fc.integer({ min: -100, max: 100 })), {
      maxLength: 40,
      selector: ([first, second]) => `${first} ${second}`,
    }),
    rows: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: vocabulary, maxLength: vocabulary }),
    columns: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: vocabulary, maxLength: vocabulary }),
  })
  .map(({ pairs, rows, columns }) => pairTable(pairs, rows, columns));
const plain: CouplingRules = { strength: 0.9, adjusted: new Map(), unit: 0, pad, bound: [] };

describe('a coupling', () => {
  test.prop([tables, words, words])(
    'weighs each pair by the table, and no word after itself',
    (table, firsts, seconds) => {
      const { weights, lefts, rights } = new Coupling(new CouplingTools(table, vocabulary + visitors)).couple(
        Int32Array.from(firsts),
        Int32Array.from(seconds),
        plain,
      );
      expect([lefts, rights]).toEqual([firsts.length, seconds.length]);
      for (const [a, first] of firsts.entries())
        for (const [b, second] of seconds.entries()) {
          const same = first === pad ? 1 : 0;
          const wanted = first === second ? same : Math.exp(0.9 * table.pmi(first, second));
          expect(weights[a * rights + b]).toBeCloseTo(wanted, 9);
        }
    },
  );

  test.prop([tables, fc.array(fc.tuple(words, words), { minLength: 1, maxLength: 6 })])(
    'remembers nothing wrong, whatever it and its kin held before',
    (table, steps) => {
      const tools = new CouplingTools(table, vocabulary + visitors);
      const [kept, young] = [new Coupling(tools), new Coupling(tools)];
      for (const [firsts, seconds] of steps) {
        const [left, right] = [Int32Array.from(firsts), Int32Array.from(seconds)];
        const fresh = new Coupling(tools).couple(left, right, plain);
        const size = fresh.lefts * fresh.rights;
        for (const coupling of [kept.couple(left, right, plain), young.couple(left, right, plain, kept)])
          expect(coupling.weights.slice(0, size)).toEqual(fresh.weights.slice(0, size));
      }
    },
  );

  test.prop([tables, words, words])(
    'lowers the pairs that other units hold, and not its own',
    (table, firsts, seconds) => {
      const [left, right] = [Int32Array.from(firsts), Int32Array.from(seconds)];
      const of = (unit: number) => {
        const adjusted = new Map([[seconds[0]!, [{ first: firsts.at(-1)!, unit: 1, factor: 0.25 }]]]);
        const { weights, rights } = new Coupling(new CouplingTools(table, vocabulary + visitors)).couple(left, right, {
          ...plain,
          adjusted,
          unit,
        });
        return weights[(firsts.length - 1) * rights]!;
      };
      expect(of(0)).toBeCloseTo(0.25 * of(1), 12);
    },
  );

  test.prop([tables, words, words])('lets nothing between two that belong together', (table, firsts, seconds) => {
    const [first, second] = [firsts.at(-1)!, seconds[0]!];
    const { weights, lefts, rights } = new Coupling(new CouplingTools(table, vocabulary + visitors)).couple(
      Int32Array.from(firsts),
      Int32Array.from(seconds),
      { ...plain, bound: [[first, second]] },
    );
    for (let b = 1; b < rights; b++) expect(weights[(lefts - 1) * rights + b]).toBe(0);
    for (let a = 0; a + 1 < lefts; a++) expect(weights[a * rights]).toBe(0);
  });
});
