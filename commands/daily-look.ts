/** How a daily verse looks: a poem like any other, under a line with its date. */
import type { DailyLook, DailyPost } from '../src/daily/index.ts';
import { say } from './languages/index.ts';
import { finishedLook, headingOf } from './poem-look.ts';
import { asItWasDrawn, type PoemRecords } from './poem-records.ts';

/** @param records what the buttons under a verse need after a restart */
export function createDailyLook(records: Pick<PoemRecords, 'save'>): DailyLook {
  return {
    opening: (post) => ({ text: `${dateLine(post)}\n${say(post.locale, 'daily.coming')}` }),

    frame: (post, frame, request) => ({
      text: dateLine(post),
      panels: [
        {
          heading: headingOf(request, post.locale),
          stanzas: frame.stanzas,
          footnote: say(post.locale, 'poem.step', { step: frame.step, steps: frame.steps }),
          progress: frame.step / frame.steps,
        },
      ],
    }),

    async finished(post, poem, request) {
      // One id a date: a verse that is finished a second time, after a crash, writes its record over the first.
      const id = `${post.schedule}${post.date.replaceAll('-', '')}`;
      const { blocked: _, ...kept } = request;
      await records.save({ id, request: asItWasDrawn(kept, poem), author: '', locale: post.locale, text: poem.text });
      return { text: dateLine(post), ...finishedLook(poem, request, post.locale, id) };
    },

    broken: (post) => ({ text: `${dateLine(post)}\n${say(post.locale, 'daily.broken')}` }),
  };
}

/** "Tuesday, 2 June 2026", in the schedule's language. */
function dateLine({ date, locale }: Pick<DailyPost, 'date' | 'locale'>): string {
  return longDate(date, locale);
}

/** A date `YYYY-MM-DD` in words. */
export function longDate(date: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }).format(Date.parse(`${date}T12:00Z`));
}
