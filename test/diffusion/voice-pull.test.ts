import { fc, test } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { Atelier } from '../../src/diffusion/index.ts';
import { joinPulls } from '../../src/diffusion/pull.ts';
import { samplingSettings } from '../../src/diffusion/settings.ts';

let atelier: Atelier;
beforeAll(async () => {
  atelier = await Atelier.open({ folder: 'models/verse', threads: 2, device: 'cpu' });
});
afterAll(() => atelier.close());

/** What each word gains from a voice in a poem. */
function gains(voice: string, blocked: readonly string[] = []): Map<string, number> {
  const request = { topic: 'exam week', style: 'quatrains', voice, seed: 1, steps: 1, blocked };
  const { pull, vocabulary } = atelier.drawing(request).prepared;
  const gained = [...pull.tokens].map((token, at) => [vocabulary.print(token), pull.voice[at]!] as const);
  return new Map(gained.filter(([, nats]) => nats > 0));
}

describe('the pull of a voice', () => {
  test('is on the words that the voice alone says', () => {
    for (const word of ['thou', 'hath', 'doth']) {
      expect(gains('elizabethan').get(word)).toBeGreaterThan(0.3);
      expect(gains('rap').has(word)).toBe(false);
    }
    expect(gains('rap').size).toBeGreaterThan(20);
  });

  test('is never more than the settings say, and on no word that is blocked', () => {
    for (const nats of gains('elizabethan').values())
      expect(nats).toBeLessThanOrEqual(Math.fround(samplingSettings.voicePull.most));
    expect(gains('elizabethan', ['thou']).has('thou')).toBe(false);
  });

  test('is heard in the poem', async () => {
    const archaic = async (voice: string) => {
      let words = 0;
      for (let seed = 1; seed <= 3; seed++) {
        const drawing = atelier.drawing({ topic: 'the sea', style: 'quatrains', voice, seed, steps: 12 });
        while (!drawing.done) {
          const input = drawing.input();
          drawing.advance(input && (await atelier.denoiser.scores(input)));
        }
        words += drawing.poem().text.match(/\b(?:thou|thee|thy|thine|doth|hath|dost|hast)\b/gi)?.length ?? 0;
      }
      return words;
    };
    expect(await archaic('elizabethan')).toBeGreaterThan(3 + (await archaic('modern')));
  }, 60_000);
});

const words = fc.uniqueArray(fc.tuple(fc.nat(50), fc.float({ min: 0, max: 4, noNaN: true })), {
  selector: ([token]) => token,
});

test.prop([words, words])('topic and voice give a word what each gives it', (topic, voice) => {
  const of = (pairs: readonly (readonly [number, number])[]) => ({
    tokens: Int32Array.from(pairs, ([token]) => token),
    gains: Float32Array.from(pairs, ([, gain]) => gain),
  });
  const pull = joinPulls(of(topic), of(voice));
  expect(new Set(pull.tokens)).toEqual(new Set([...topic, ...voice].map(([token]) => token)));
  for (const [at, token] of pull.tokens.entries()) {
    const from = (pairs: readonly (readonly [number, number])[]) => pairs.find(([own]) => own === token)?.[1] ?? 0;
    expect([pull.topic[at], pull.voice[at]]).toEqual([from(topic), from(voice)]);
  }
});
