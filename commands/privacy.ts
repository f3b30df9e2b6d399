/** `/privacy`: what is stored about oneself, for how long, and a button that deletes it. */
import { erasePersonalData, type PersonalData, type PersonalDataFound, personalDataOf } from '../src/guard/index.ts';
import type { Person, Place } from '../src/platforms/contract.ts';
import { personKey } from '../src/store/index.ts';
import type { Command } from './command.ts';
import { type PhraseKey, say, translationsOf } from './languages/index.ts';
import { shortened } from './poem-look.ts';

/** Items of one kind that are shown by name; the rest is counted. */
const shownItems = 8;

/** Every kind of personal data that this command knows a sentence for. */
type Kind = 'poems' | 'channel' | 'votes' | 'battles' | 'schedules';

/** @param kinds everything that is stored about people */
export function createPrivacyCommand(kinds: readonly (PersonalData & { readonly kind: Kind })[]): Command {
  const whoIs = ({ place, person }: { readonly place: Place; readonly person: Person }) =>
    personKey(place.platform, person.id);

  return {
    definition: {
      name: 'privacy',
      names: { de: 'datenschutz', fr: 'confidentialité', es: 'privacidad' },
      description: say('en', 'privacy.description'),
      descriptions: translationsOf('privacy.description'),
      options: {},
      private: true,
    },

    async run(invocation) {
      const { locale, reply } = invocation;
      const found = (await personalDataOf(whoIs(invocation), kinds)).filter(({ items }) => items.length > 0);
      const counts = say(locale, 'privacy.counts');
      if (found.length === 0) return reply.whisper({ text: `${say(locale, 'privacy.nothing')}\n\n${counts}` });
      const sections = found.map((one) => sectionOf(one, locale));
      await reply.whisper({
        text: [say(locale, 'privacy.title'), ...sections, counts].join('\n\n'),
        buttons: [{ id: 'privacy:delete', label: say(locale, 'privacy.button.delete'), look: 'danger' }],
      });
    },

    async press(press) {
      const { locale, reply } = press;
      if (press.button !== 'privacy:sure')
        return reply.whisper({
          text: say(locale, 'privacy.sure'),
          buttons: [{ id: 'privacy:sure', label: say(locale, 'privacy.button.sure'), look: 'danger' }],
        });
      const count = await erasePersonalData(whoIs(press), kinds);
      await reply.whisper({ text: say(locale, 'privacy.deleted', { count }) });
    },
  };
}

function sectionOf({ kind, keptForDays, items }: PersonalDataFound, locale: string): string {
  const heading: PhraseKey =
    keptForDays > 0 ? 'privacy.kept' : kind === 'votes' ? 'privacy.kept-while-open' : 'privacy.kept-until';
  const what = say(locale, `privacy.kind.${kind as Kind}`);
  const lines = items.slice(0, shownItems).map((item) => `• ${shortened(item.replaceAll(/\s+/g, ' '), 120)}`);
  if (items.length > shownItems) lines.push(say(locale, 'privacy.more', { count: items.length - shownItems }));
  return [say(locale, heading, { what, count: items.length, days: keptForDays }), ...lines].join('\n');
}
