/**
 * What each server decides for itself: where and who, how often, which words, which style and language.
 * Called by `/settings`, which changes it, and by guard, battles and daily, which obey it.
 * Must not know how any of it is enforced.
 */
export { type SettingsBook, type Space, settingsIn } from './book.ts';
export { inPlaceLanguage } from './place-language.ts';
export {
  defaultSettings,
  type FilterLevel,
  filterLevels,
  isTeacher,
  type ServerLanguage,
  type Settings,
  serverLanguages,
} from './settings.ts';
