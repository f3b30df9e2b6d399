import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { poemDefinition } from '../../commands/poem.ts';
import { readPoemWords } from '../../commands/poem-words.ts';

const read = (words: string) => readPoemWords(poemDefinition, words);

describe('the words after /poem', () => {
  test.each([
    ['sonnet about autumn rain', { style: 'shakespearean-sonnet', topic: 'autumn rain' }],
    ['a haiku on my cat at 3am', { style: 'haiku', topic: 'my cat at 3am' }],
    ['Limerick: a robot that burns pizza', { style: 'limerick', topic: 'a robot that burns pizza' }],
    ['elegy for my laptop', { style: 'elegy', topic: 'my laptop' }],
    ['autumn rain as a free verse', { style: 'free-verse', topic: 'autumn rain' }],
    ['shakespearean sonnet about exams', { style: 'shakespearean-sonnet', topic: 'exams' }],
    ['rap battle about homework', { style: 'rap-battle', topic: 'homework' }],
    ['ein Haiku über Regen', { style: 'haiku', topic: 'Regen' }],
    ['ballad about the sea in the voice of Dickinson', { style: 'ballad', voice: 'dickinson', topic: 'the sea' }],
    ['autumn rain', { topic: 'autumn rain' }],
    ['haiku', { style: 'haiku' }],
    ['', {}],
    ['help', {}],
    ['style:tanka seed:7 first snow', { style: 'tanka', seed: '7', topic: 'first snow' }],
    ['draft:"eggs, milk and bread" style:haiku', { draft: 'eggs, milk and bread', style: 'haiku' }],
    ['acrostic word:rain about autumn', { style: 'acrostic', word: 'rain', topic: 'autumn' }],
    ['the ratio 3:4 explained', { topic: 'the ratio 3:4 explained' }],
  ])('“%s”', (words, options) => {
    expect(read(words)).toEqual(options);
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])('whatever they are, they are read', (words) => {
    expect(Object.keys(read(words)).every((name) => name in poemDefinition.options)).toBe(true);
  });
});
