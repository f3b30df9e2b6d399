/** `/help`: how to use Inkling, and its styles, for the asker alone. */
import { styles } from '../src/poetics/styles.ts';
import type { Command } from './command.ts';
import { say, translationsOf } from './languages/index.ts';

/** What `/help` says and Slack's App Home shows. */
export interface HelpPage {
  readonly intro: string;
  readonly examples: readonly string[];
  readonly stylesHeading: string;
  readonly styles: readonly { readonly name: string; readonly description: string }[];
}

const examples = ['/poem haiku about autumn rain', '/poem limerick: a robot that burns pizza', '/poem'];

export function helpPage(locale: string): HelpPage {
  return {
    intro: say(locale, 'help.intro'),
    examples: examples.map((example) => say(locale, 'help.usage', { example })),
    stylesHeading: say(locale, 'help.styles'),
    styles: styles.map(({ id, description }) => ({ name: id, description })),
  };
}

export const help: Command = {
  definition: {
    name: 'help',
    description: say('en', 'help.description'),
    descriptions: translationsOf('help.description'),
    options: {},
    private: true,
  },
  async run({ reply, locale }) {
    const page = helpPage(locale);
    const list = page.styles.map(({ name, description }) => `${name}: ${description}`);
    await reply.whisper({ text: [page.intro, ...page.examples, '', page.stylesHeading, ...list].join('\n') });
  },
};
