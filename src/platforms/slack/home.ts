/** The App Home tab: how to use the bot, and its styles. */
import type { HomeView, KnownBlock } from '@slack/types';
import type { HelpPage } from '../../../commands/help.ts';
import { sizes } from './blocks.ts';
import { cutEscaped } from './text.ts';

export function homeView(page: HelpPage): HomeView {
  const plain = (text: string, most: number = sizes.section) => ({
    type: 'plain_text' as const,
    text: cutEscaped(text, most),
    emoji: false,
  });
  const section = (text: string): KnownBlock => ({ type: 'section', text: plain(text) });
  const styles = page.styles.map(({ name, description }) => `${name} – ${description}`);
  return {
    type: 'home',
    blocks: [
      section(page.intro),
      section(page.examples.join('\n')),
      { type: 'divider' },
      { type: 'header', text: plain(page.stylesHeading, sizes.header) },
      section(styles.join('\n')),
    ],
  };
}
