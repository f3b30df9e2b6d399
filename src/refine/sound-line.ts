/** One line against its shape: as the checker reads it where that is sound, else as the engine would draw it. */
import type { LineShape } from '../poetics/index.ts';
import { type LineEnd, type LinePlan, type LineWord, planLine } from './plan-line.ts';
import type { PoemWord } from './read-poem.ts';
import type { Wordbook } from './wordbook.ts';

/** A line that the checker passes stays to the letter; any other is planned with the engine's own pronunciations. */
export function planWords(
  words: readonly PoemWord[],
  shape: LineShape,
  end: LineEnd,
  wordbook: Wordbook,
): LinePlan | undefined {
  const read = (pronounce: (word: string) => LineWord['pronunciations']) =>
    words.map(({ word }) => ({ word, pronunciations: pronounce(word), carriesSense: wordbook.carriesSense(word) }));
  const asChecked =
    end.stays &&
    planLine(
      read((word) => wordbook.pronouncer.pronounce(word)),
      shape,
      end,
    );
  return asChecked && asChecked.cost === 0
    ? asChecked
    : planLine(
        read((word) => wordbook.pronunciations(word)),
        shape,
        end,
      );
}
