import { say } from './languages/index.ts';

/** Says when the next poem is allowed. @param values how many poems an hour holds, and minutes until the next, from 1 */
export function quotaSentence(locale: string, values: { readonly poems: number; readonly minutes: number }): string {
  return say(locale, values.minutes === 1 ? 'guard.quota.one' : 'guard.quota.many', values);
}
