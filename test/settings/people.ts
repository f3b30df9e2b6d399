/** People of a class, and what they do, as commands receive it. */
import type {
  Content,
  Form,
  Invocation,
  LiveMessage,
  MessageRef,
  OptionValue,
  Person,
  Place,
  Press,
} from '../../src/platforms/contract.ts';

export const classroom: Place = { platform: 'discord', space: 'school', channel: 'verse' };

export function student(id: string, details: Partial<Person> = {}): Person {
  return { id, name: `Student ${id}`, roles: [], managesSpace: false, moderates: false, ...details };
}

export const teacher: Person = student('teacher', { name: 'Ms Reed', roles: ['staff'] });
export const manager: Person = student('manager', { name: 'Dr Vale', managesSpace: true, moderates: true });

/** What somebody was answered. */
export interface Answers {
  readonly whispers: Content[];
  readonly forms: Form[];
  readonly opened: Content[];
  /** All private texts, one after the other. */
  text(): string;
}

export interface Deed {
  readonly options?: Readonly<Record<string, OptionValue>>;
  readonly place?: Place;
  readonly locale?: string;
  /** Makes the public answer live; a command that opens one needs it. */
  readonly open?: (content: Content) => Promise<LiveMessage>;
  /** False where the platform has no modal. */
  readonly forms?: boolean;
}

let deeds = 0;

function reply({ open, forms = true }: Deed) {
  const answers: Answers = {
    whispers: [],
    forms: [],
    opened: [],
    text: () => answers.whispers.map(({ text }) => text ?? '').join('\n'),
  };
  return {
    answers,
    reply: {
      async open(content: Content) {
        answers.opened.push(content);
        if (!open) throw new Error('this deed opens no message');
        return open(content);
      },
      async whisper(content: Content) {
        answers.whispers.push(content);
      },
      async form(form: Form) {
        if (forms) answers.forms.push(form);
        return forms;
      },
    },
  };
}

/** `person` runs `/command action`. */
export function runs(person: Person, line: string, deed: Deed = {}): Invocation & { readonly answers: Answers } {
  const [command = '', action] = line.split(' ');
  deeds += 1;
  return {
    id: `deed${deeds}`,
    command,
    ...(action === undefined ? {} : { action }),
    options: deed.options ?? {},
    place: deed.place ?? classroom,
    person,
    locale: deed.locale ?? 'en',
    ...reply(deed),
  };
}

/** `person` presses a button under a message. */
export function presses(
  person: Person,
  button: string,
  message?: MessageRef,
  deed: Deed & { readonly values?: readonly string[] } = {},
): Press & { readonly answers: Answers } {
  deeds += 1;
  const place = deed.place ?? classroom;
  return {
    id: `deed${deeds}`,
    button,
    values: deed.values ?? [],
    message: message ?? { ...place, message: 'm' },
    place,
    person,
    locale: deed.locale ?? 'en',
    ...reply(deed),
  };
}
