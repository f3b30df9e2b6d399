import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Coupling, CouplingTools } from '../../src/diffusion/coupling.ts';
import { LineChain, type LineConstraint } from '../../src/diffusion/line-chain.ts';
import { SeededRandom } from '../../src/diffusion/random.ts';
import { iambic } from '../../src/poetics/index.ts';
import { arcs, pad, pairTable, sequences, vocabulary } from './small-world.ts';

interface World {
  readonly slots: readonly { readonly tokens: Int32Array; readonly weights: Float64Array }[];
  readonly pairs: ReturnType<typeof pairTable>;
  readonly constraint: LineConstraint;
  readonly strength: number;
}

const word = fc.integer({ min: 3, max: vocabulary - 1 });
const weight = fc.double({ min: 0.05, max: 1, noNaN: true });
const wordSlot = fc.uniqueArray(word, { minLength: 2, maxLength: 5 });

/** Random candidates, weights, pairs and constraints over the small vocabulary. */
const worlds: fc.Arbitrary<World> = fc
  .record({
    words: fc.array(wordSlot, { minLength: 2, maxLength: 4 }),
    weights: fc.array(weight, { minLength: 60, maxLength: 60 }),
    total: fc.integer({ min: 2, max: 5 }),
    metered: fc.boolean(),
    anchored: fc.boolean(),
    pairs: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9 }), word, fc.integer({ min: -40, max: 40 })), {
      maxLength: 20,
      selector: ([a, b]) => `${a} ${b}`,
    }),
    backOff: fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 2 * vocabulary, maxLength: 2 * vocabulary }),
    strength: fc.constantFrom(0, 0.5, 1),
  })
  .map(({ words, weights, total, metered, anchored, pairs, backOff, strength }) => {
    let next = 0;
    const tokens = [...words.map((slot, at) => (at < words.length - 1 ? [pad, ...slot] : slot)), [1, 2]];
    return {
      slots: tokens.map((slot) => ({
        tokens: Int32Array.from(slot).sort(),
        weights: Float64Array.from(slot, () => weights[next++ % weights.length]!),
      })),
      pairs: pairTable(pairs, backOff.slice(0, vocabulary), backOff.slice(vocabulary)),
      strength,
      constraint: {
        total,
        placement: arcs.placement(metered ? iambic : undefined, total),
        anchors: anchored ? [words[0]![0]!] : [],
        opening: undefined,
        pad,
      },
    };
  });

/** The weight of one whole line by the definition: the product over slots and neighbours, summed over readings. */
function lineWeight({ slots, pairs, constraint, strength }: World, tokens: readonly number[]): number {
  let product = 1;
  let before = pad;
  for (const [place, token] of tokens.entries()) {
    product *= slots[place]!.weights[slots[place]!.tokens.indexOf(token)]!;
    if (token === before) product *= token === pad ? 1 : 0;
    else product *= Math.exp(strength * pairs.pmi(before, token));
    before = token;
  }
  const words = tokens.slice(0, -1).filter((token) => token !== pad);
  const padded = tokens.slice(0, -1).lastIndexOf(pad);
  if (padded >= 0 && tokens.slice(0, padded).some((token) => token !== pad)) return 0;
  if (constraint.anchors.some((anchor) => words.filter((one) => one === anchor).length !== 1)) return 0;
  return product * readings(words, 0, constraint);
}

/** How many ways there are to say the words in exactly the line's syllables. */
function readings(words: readonly number[], used: number, constraint: LineConstraint): number {
  const [token, ...rest] = words;
  if (token === undefined) return used === constraint.total ? 1 : 0;
  let ways = 0;
  for (let arc = arcs.starts[token]!; arc < arcs.starts[token + 1]!; arc++) {
    const after = used + arcs.syllables[arc]!;
    if (after > constraint.total) continue;
    if (constraint.placement[arcs.stressClass[arc]! * (constraint.total + 1) + used] === 1)
      ways += readings(rest, after, constraint);
  }
  return ways;
}

function filtered(world: World, chain = new LineChain(arcs)) {
  const tools = new CouplingTools(world.pairs, vocabulary);
  const couplings = world.slots.map(({ tokens }, place) =>
    new Coupling(tools).couple(place === 0 ? Int32Array.of(pad) : world.slots[place - 1]!.tokens, tokens, {
      strength: world.strength,
      adjusted: new Map(),
      unit: 0,
      pad,
      bound: [],
    }),
  );
  return { chain, ends: chain.filter(world.slots, couplings, world.constraint) };
}

describe('the line chain', () => {
  test.prop([worlds])('weighs lines by end word as enumeration does', (world) => {
    const { ends } = filtered(world);
    const expected = new Float64Array(ends.length);
    for (const tokens of sequences(world.slots.map((slot) => [...slot.tokens])))
      expected[world.slots.at(-2)!.tokens.indexOf(tokens.at(-2)!)]! += lineWeight(world, tokens);
    for (const [at, end] of ends.entries()) expect(end).toBeCloseTo(expected[at]!, 8);
  });

  test.prop([worlds, fc.integer({ min: 0, max: 1e6 })])('draws only lines that have weight', (world, seed) => {
    const { chain, ends } = filtered(world);
    const random = new SeededRandom(seed);
    const end = random.index(ends, ends.length);
    if (end < 0) return;
    const chosen = chain.sample(end, random);
    const tokens = world.slots.map((slot, place) => slot.tokens[chosen[place]!]!);
    expect(lineWeight(world, tokens)).toBeGreaterThan(0);
  });

  test.prop([worlds, worlds, fc.integer({ min: 0, max: 1e6 })])(
    'keeps nothing of a line when it filters another',
    (before, world, seed) => {
      const used = filtered(before);
      const first = used.ends.findIndex((weight) => weight > 0);
      if (first >= 0) used.chain.certainty(used.chain.sample(first, new SeededRandom(seed)));
      const [again, fresh] = [filtered(world, used.chain), filtered(world)];
      expect(again.ends).toEqual(fresh.ends);
      const end = fresh.ends.findIndex((weight) => weight > 0);
      if (end < 0) return;
      const [one, other] = [new SeededRandom(seed), new SeededRandom(seed)];
      for (let draw = 0; draw < 3; draw++) {
        const chosen = fresh.chain.sample(end, other);
        expect(again.chain.sample(end, one)).toEqual(chosen);
        expect(again.chain.certainty(chosen)).toEqual(fresh.chain.certainty(chosen));
      }
    },
  );

  test.prop([worlds, fc.integer({ min: 0, max: 1e6 })], { numRuns: 40 })(
    'tells the exact posterior probability of each drawn word, given the end word',
    (world, seed) => {
      const { chain, ends } = filtered(world);
      const random = new SeededRandom(seed);
      const end = random.index(ends, ends.length);
      if (end < 0) return;
      const chosen = chain.sample(end, random);
      const certainty = chain.certainty(chosen);
      const endToken = world.slots.at(-2)!.tokens[end]!;
      const lines = [...sequences(world.slots.map((slot) => [...slot.tokens]))]
        .filter((tokens) => tokens.at(-2) === endToken)
        .map((tokens) => ({ tokens, weight: lineWeight(world, tokens) }));
      const all = lines.reduce((sum, line) => sum + line.weight, 0);
      for (let place = 0; place < world.slots.length - 2; place++) {
        const token = world.slots[place]!.tokens[chosen[place]!]!;
        const own = lines.filter(({ tokens }) => tokens[place] === token).reduce((sum, line) => sum + line.weight, 0);
        expect(certainty[place]).toBeCloseTo(own / all, 6);
      }
    },
  );

  test('draws each line as often as its weight says', () => {
    const [world] = fc
      .sample(worlds, { numRuns: 200, seed: 7 })
      .filter((one) => filtered(one).ends.some((end) => end > 0));
    const { chain, ends } = filtered(world!);
    const random = new SeededRandom(11);
    const counts = new Map<string, number>();
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw++) {
      const chosen = chain.sample(random.index(ends, ends.length), random);
      const key = world!.slots.map((slot, place) => slot.tokens[chosen[place]!]!).join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const all = ends.reduce((sum, end) => sum + end, 0);
    for (const tokens of sequences(world!.slots.map((slot) => [...slot.tokens]))) {
      const share = lineWeight(world!, tokens) / all;
      const drawn = (counts.get(tokens.join(' ')) ?? 0) / draws;
      // Five standard deviations of a binomial share.
      expect(Math.abs(drawn - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / draws) + 1e-9);
    }
  });
});
