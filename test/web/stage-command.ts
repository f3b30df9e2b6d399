/** A command that shows everything a message can be, for tests of how the channel shows it. */
import type { Command } from '../../commands/command.ts';
import type { Content, Press } from '../../src/platforms/contract.ts';

/** The smallest PNG: one transparent pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export interface StageCommand extends Command {
  readonly presses: Press[];
  readonly forms: Readonly<Record<string, unknown>>[];
}

export function stageCommand(): StageCommand {
  const presses: Press[] = [];
  const forms: Readonly<Record<string, unknown>>[] = [];
  const nothing = { description: 'Shows something', options: {} };
  return {
    presses,
    forms,
    definition: {
      name: 'stage',
      ...nothing,
      actions: {
        whisper: {
          ...nothing,
          options: { words: { kind: 'text', max: 100, required: true, description: 'What to say' } },
        },
        form: { ...nothing, options: { verse: { kind: 'text', max: 400, description: 'What the form brings' } } },
        battle: nothing,
        picture: nothing,
        secret: { ...nothing, private: true },
        who: { ...nothing, options: { person: { kind: 'person', description: 'Who' } } },
      },
    },
    async run({ action, options, reply }) {
      switch (action) {
        case 'whisper':
          return reply.whisper({ text: String(options.words) });
        case 'form':
          if (options.verse !== undefined) {
            forms.push(options);
            return reply.whisper({ text: `You wrote: ${options.verse}` });
          }
          await reply.form({
            title: 'Your verse',
            command: 'stage form',
            submit: 'Send',
            fields: [{ id: 'verse', label: 'Verse', kind: 'paragraph', required: true, max: 400 }],
          });
          return;
        case 'who':
          return reply.whisper({ text: `It is ${options.person}` });
        case 'secret': {
          const live = await reply.open({ text: 'just a moment' });
          return live.finish({ text: 'for you alone' });
        }
        default: {
          const live = await reply.open({ text: 'first' });
          return live.finish(action === 'picture' ? picture : battle);
        }
      }
    },
    async press(press) {
      presses.push(press);
      await press.reply.whisper({ text: `You chose ${press.values.join(' and ') || press.button}` });
    },
  };
}

const picture: Content = {
  text: 'Watch it again',
  picture: { name: 'poem.png', bytes: new Uint8Array(pixel), description: 'The poem, as a picture' },
};

const words = (line: string) => line.split(' ').map((text) => ({ text, certainty: 1 }));

const battle: Content = {
  text: 'Which one wins?',
  panels: [
    { heading: 'Haiku', stanzas: [[words('An old silent pond'), words('a frog leaps in')]], footnote: '2 votes' },
    {
      heading: 'Limerick',
      stanzas: [[words('There once was a frog in a pond'), words('of whom everybody was fond')]],
      footnote: '3 votes',
    },
  ],
  buttons: [
    { id: 'stage:vote:a', label: 'The haiku', look: 'primary' },
    { id: 'stage:vote:b', label: 'The limerick' },
    { id: 'stage:close', label: 'Close', look: 'danger', disabled: true },
  ],
  menus: [
    {
      id: 'stage:lines',
      placeholder: 'Keep lines',
      atMost: 2,
      choices: ['first', 'second', 'third'].map((value) => ({ value, label: `The ${value} line` })),
    },
  ],
};
