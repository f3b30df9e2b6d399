/** `/refine`: brings a pasted poem into form and shows what was changed; a poem in form comes back untouched. */
import { RequestError } from '../src/errors.ts';
import type { Form, Invocation } from '../src/platforms/contract.ts';
import { findStyle } from '../src/poetics/styles.ts';
import {
  changesOf,
  checksAfter,
  type Judgement,
  judge,
  longestPoem,
  mendingRequest,
  type Wordbook,
} from '../src/refine/index.ts';
import type { Command, CommandDefinition } from './command.ts';
import { type PhraseKey, say, translationsOf } from './languages/index.ts';
import type { PoemDrawer } from './poem.ts';
import { linesOf, shortened } from './poem-look.ts';
import { styleNamed } from './poem-words.ts';
import { refineAccount } from './refine-words.ts';
import { matchingStyles, styleChoices } from './style-choices.ts';

export interface RefineDependencies {
  readonly words: Wordbook;
  /** `/poem`'s own way to draw into a message, with its Stop button and its records. */
  readonly draw: PoemDrawer;
}

const phrase = (key: PhraseKey) => ({ description: say('en', key), descriptions: translationsOf(key) });

const definition: CommandDefinition = {
  name: 'refine',
  names: { de: 'verfeinern', fr: 'retoucher', es: 'pulir' },
  ...phrase('refine.description'),
  options: {
    text: { kind: 'text', max: longestPoem, ...phrase('refine.option.text') },
    style: { kind: 'completed', max: 60, ...phrase('refine.option.style'), complete: matchingStyles },
    word: { kind: 'text', max: 20, ...phrase('refine.option.word') },
  },
};

function form(locale: string): Form {
  const label = (key: PhraseKey) => shortened(say(locale, key), 45);
  return {
    title: say(locale, 'refine.form.title'),
    command: 'refine',
    submit: say(locale, 'refine.form.submit'),
    fields: [
      { id: 'text', label: label('refine.option.text'), kind: 'paragraph', max: longestPoem, required: true },
      { id: 'style', label: label('refine.option.style'), kind: 'choice', choices: styleChoices() },
    ],
  };
}

export function createRefineCommand({ words, draw }: RefineDependencies): Command {
  return {
    definition,
    read: readRefineWords,

    async run(invocation: Invocation, signal) {
      const { options, locale, reply } = invocation;
      const text = String(options.text ?? '');
      if (text.trim() === '') {
        if (await reply.form(form(locale))) return;
        throw new RequestError('needs-text', say(locale, 'refine.needs-text'));
      }
      const style =
        options.style === undefined ? undefined : findStyle(styleNamed(String(options.style)) ?? String(options.style));
      const word = options.word === undefined ? undefined : String(options.word);
      const judgement = judge({ text, style, word }, words);
      const request = mendingRequest(judgement);
      if (request === undefined) return showUntouched(judgement, invocation);
      await draw(request, invocation, signal, ({ text: mended }) =>
        refineAccount(judgement, changesOf(judgement, linesOf(mended)), checksAfter(judgement, mended, words), locale),
      );
    },
  };
}

/** The poem as it was pasted, to the letter. */
async function showUntouched({ style, lines }: Judgement, { reply, locale }: Invocation): Promise<void> {
  const sentence = say(locale, 'refine.untouched', { style: style.name });
  const stanzas: { text: string; certainty: number }[][][] = [];
  for (const { text, opensStanza } of lines) {
    if (opensStanza || stanzas.length === 0) stanzas.push([]);
    stanzas.at(-1)!.push(text.split(' ').map((word) => ({ text: word, certainty: 1 })));
  }
  const content = { text: sentence, panels: [{ stanzas }] };
  const live = await reply.open(content);
  await live.finish(content);
}

/** "/refine as haiku: …" or the poem alone; its line breaks must stay. */
function readRefineWords(typed: string): Readonly<Record<string, string>> {
  const named = /^\s*(?:as|style[:=])\s*(?:an?\s+)?([\p{L}_ -]{3,40}?)\s*[:\n]/iu.exec(typed);
  const style = named ? styleNamed(named[1]!) : undefined;
  const text = style === undefined ? typed : typed.slice(named![0].length);
  return { ...(text.trim() === '' ? {} : { text: text.trim() }), ...(style === undefined ? {} : { style }) };
}
