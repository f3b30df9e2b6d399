/**
 * What a poem is: words and their sounds, forms and styles, the canvas, metre, rhyme, and the check of a form.
 * The engine, the commands and the evaluation call it; everything in it is pure but for `readModelFiles`.
 * It must not know how poems are drawn, who asks for them, or where they are shown.
 */
export { acrosticLetters, acrosticWord } from './acrostic.ts';
export { type Canvas, type CanvasLimits, type CanvasLine, layCanvas } from './canvas.ts';
export { type CheckOptions, checkPoem, type PoemReport } from './check.ts';
export { CommaTable, type CommaWord } from './comma-table.ts';
export { Pronouncer } from './dictionary.ts';
export { forms } from './forms.ts';
export { isFunctionWord } from './function-words.ts';
export { possibleStems, wordFamilies } from './inflections.ts';
export { Lexicon, parseLexicon } from './lexicon.ts';
export { anapaestic, fourBeat, iambic, trochaic } from './meter.ts';
export { type ModelConfig, parseConfig, readModelFiles, type VoiceWords } from './model-files.ts';
export { parsePronunciation } from './pronunciation.ts';
export { rhymeKey, rhymes } from './rhyme.ts';
export { findStyle, findVoice, styles, voices } from './styles.ts';
export { findSorted, foreignTable, openTable } from './table-file.ts';
export { endMark, tokenise, tokeniseLine } from './tokenise.ts';
export { cleanText, readTopic } from './topic.ts';
export { TopicEncoder } from './topic-encoder.ts';
export type * from './types.ts';
export { type TypesetWord, typesetLine } from './typeset.ts';
