/**
 * Who is in the local channel. A browser is known by a secret cookie, a tab by its number within the browser,
 * and a person is the two together: two tabs are two people, and nobody can speak as somebody else.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { RequestError } from '../../errors.ts';
import type { Person } from '../contract.ts';
import type { Presence } from './room.ts';

/** Who may take the teacher's part: everyone on this machine, whoever knows the code, or no one. */
export type TeacherRule = 'free' | 'code' | 'nobody';

/** What a person says of themselves when their tab opens or their profile changes. */
export interface Introduction {
  readonly name?: string | undefined;
  readonly teacher?: boolean | undefined;
  readonly code?: string | undefined;
}

interface Profile {
  name: string;
  teacher: boolean;
  streams: number;
}

const adjectives = ['Amber', 'Quiet', 'Silver', 'Merry', 'Velvet', 'Crimson', 'Gentle', 'Copper', 'Misty', 'Golden'];
const nouns = ['Heron', 'Quill', 'Sparrow', 'Willow', 'Lantern', 'Finch', 'Ember', 'Otter', 'Thistle', 'Wren'];
/** People who left long ago make room for new ones; their tabs introduce themselves again when they return. */
const keptProfiles = 2000;

/** A fresh secret for a browser's cookie. */
export function newBrowserKey(): string {
  return randomBytes(18).toString('base64url');
}

/** The id under which everyone sees the person behind a browser's tab. */
export function personId(browserKey: string, tab: number): string {
  return createHash('sha256').update(`${browserKey}\n${tab}`).digest('hex').slice(0, 16);
}

export class People {
  readonly #profiles = new Map<string, Profile>();
  readonly #teacherCode: string | undefined;
  readonly #changed: (people: readonly Presence[]) => void;
  #anyTeacherYet = false;

  constructor(teacherCode: string | undefined, changed: (people: readonly Presence[]) => void) {
    this.#teacherCode = teacherCode;
    this.#changed = changed;
  }

  /**
   * Takes note of what a person says of themselves. The first one under a free rule starts as a teacher.
   *
   * @throws {RequestError} when the teacher's part is not theirs to take
   */
  introduce(id: string, rule: TeacherRule, said: Introduction): void {
    const profile = this.#profile(id);
    const name = said.name === undefined ? '' : cleanName(said.name);
    if (name !== '') profile.name = name;
    if (said.teacher !== undefined && said.teacher !== profile.teacher) {
      if (said.teacher) this.#admit(rule, said.code);
      profile.teacher = said.teacher;
    } else if (said.teacher === undefined && rule === 'free' && !this.#anyTeacherYet) {
      profile.teacher = true;
    }
    this.#anyTeacherYet ||= profile.teacher;
    this.#changed(this.present());
  }

  /** The person as commands see them. */
  person(id: string): Person {
    const { name, teacher } = this.#profile(id);
    return { id, name, roles: teacher ? ['teacher'] : [], managesSpace: teacher, moderates: teacher };
  }

  /** Counts a person as here until the returned function is called. */
  arrive(id: string): () => void {
    const profile = this.#profile(id);
    profile.streams += 1;
    if (profile.streams === 1) this.#changed(this.present());
    return () => {
      profile.streams -= 1;
      if (profile.streams === 0) this.#changed(this.present());
    };
  }

  /** How many streams the person has open. */
  streams(id: string): number {
    return this.#profiles.get(id)?.streams ?? 0;
  }

  /** Everyone who is here, by name. */
  present(): Presence[] {
    return [...this.#profiles]
      .filter(([, profile]) => profile.streams > 0)
      .map(([id, { name, teacher }]) => ({ id, name, teacher, here: true }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  #admit(rule: TeacherRule, code: string | undefined): void {
    if (rule === 'free') return;
    if (rule === 'nobody') throw new RequestError('no-teachers', 'Nobody can be a teacher in this channel.');
    if (code === undefined || !sameSecret(code, this.#teacherCode ?? '')) {
      throw new RequestError('wrong-teacher-code', 'That is not the teacher code.');
    }
  }

  #profile(id: string): Profile {
    const known = this.#profiles.get(id);
    if (known !== undefined) return known;
    const profile: Profile = { name: guestName(id), teacher: false, streams: 0 };
    this.#profiles.set(id, profile);
    for (const [oldest, { streams }] of this.#profiles) {
      if (this.#profiles.size <= keptProfiles) break;
      if (streams === 0 && oldest !== id) this.#profiles.delete(oldest);
    }
    return profile;
  }
}

function guestName(id: string): string {
  const number = Number.parseInt(id.slice(0, 8), 16);
  return `${adjectives[number % adjectives.length]} ${nouns[Math.floor(number / 16) % nouns.length]}`;
}

/** One line of at most 32 characters, without control or direction-changing characters. */
function cleanName(name: string): string {
  const plain = name.normalize('NFC').replace(/[\p{C}\s]+/gu, ' ');
  return Array.from(plain.trim()).slice(0, 32).join('').trim();
}

function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
