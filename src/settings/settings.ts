import { z } from 'zod';
import type { Person } from '../platforms/contract.ts';

/** How strict the word filter is, beside the model's own blocked words, which no setting unblocks. */
export const filterLevels = ['off', 'standard', 'strict'] as const;
export type FilterLevel = (typeof filterLevels)[number];

/** Languages that a server can choose for all its answers. */
export const serverLanguages = ['en', 'de', 'fr', 'es'] as const;
export type ServerLanguage = (typeof serverLanguages)[number];

const ids = z.array(z.string().min(1).max(100)).max(200).readonly();

/** What one server decides for itself. Fields that a stored record lacks take the values of {@link defaultSettings}. */
export const settingsSchema = z.object({
  /** Channels in which poems may be asked for; none = everywhere. */
  channels: ids.default([]),
  /** Roles of which one is needed to ask; none = everyone may. */
  roles: ids.default([]),
  /** Roles that make a teacher. Who manages the server is one anyway. */
  teachers: ids.default([]),
  /** Poems a person may ask for within an hour; 0 = no limit. */
  poemsPerHour: z.number().int().min(0).max(1_000).default(20),
  filter: z.enum(filterLevels).default('standard'),
  /** The server's own blocked words and phrases, as they were typed. `word*` blocks all that begins so. */
  words: z.array(z.string().min(1).max(60)).max(500).readonly().default([]),
  /** A style's id; the bot's own choice when absent. */
  style: z.string().max(60).optional(),
  /** The language of all answers; each person's own when absent. */
  language: z.enum(serverLanguages).optional(),
});

export type Settings = Readonly<z.infer<typeof settingsSchema>>;

/** A server that has decided nothing. */
export const defaultSettings: Settings = settingsSchema.parse({});

/** Teachers close battles, and no quota counts their poems. */
export function isTeacher(settings: Settings, person: Person): boolean {
  return person.managesSpace || person.roles.some((role) => settings.teachers.includes(role));
}
