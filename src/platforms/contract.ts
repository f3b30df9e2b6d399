/**
 * The one adapter contract. A platform (the local channel, Discord, Slack) turns what its people do into
 * {@link Invocation}s and {@link Press}es, and {@link Content} into its own messages.
 * Commands and battles and daily verses speak to this file alone; it imports no platform SDK.
 */
import type { PrintedLine } from '../poem.ts';

export type PlatformName = 'web' | 'discord' | 'slack';

/** Where a message stands. `space` is a guild, a workspace, or the local channel's house; `dm` when there is none. */
export interface Place {
  readonly platform: PlatformName;
  readonly space: string;
  readonly channel: string;
}

export interface Person {
  /** Unique within its platform. */
  readonly id: string;
  readonly name: string;
  /** Role ids or group ids, for `/settings`. */
  readonly roles: readonly string[];
  /** May manage the server or workspace. */
  readonly managesSpace: boolean;
  /** May moderate other people's messages. */
  readonly moderates: boolean;
}

/** A poem within a message: words still uncertain look uncertain, as each platform can show it. */
export interface PoemPanel {
  readonly heading?: string;
  readonly stanzas: readonly (readonly PrintedLine[])[];
  /** A short line under the poem, such as "step 7 of 16"; plain text. */
  readonly footnote?: string;
  /** 0–1 while the poem is being drawn, absent once it stands: its words may change again although all are certain. */
  readonly progress?: number;
}

export interface Button {
  /** At most 60 characters of [a-z0-9:_-]; comes back in a {@link Press}. */
  readonly id: string;
  /** At most 75 characters, plain text. */
  readonly label: string;
  readonly look?: 'plain' | 'primary' | 'danger';
  readonly disabled?: boolean;
}

export interface Menu {
  readonly id: string;
  readonly placeholder: string;
  /** At most 25. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly atMost?: number;
}

/** A message, platform-neutral. All text is plain: adapters escape it, so that nothing pings, links or formats. */
export interface Content {
  readonly text?: string;
  readonly panels?: readonly PoemPanel[];
  readonly buttons?: readonly Button[];
  readonly menus?: readonly Menu[];
  /** A picture to attach (PNG, APNG or GIF). */
  readonly picture?: { readonly name: string; readonly bytes: Uint8Array; readonly description: string };
}

/** Names a posted message for good; can be stored and used after a restart. JSON-serialisable. */
export interface MessageRef extends Place {
  readonly message: string;
  /** Platform-private details (for example an interaction token and its end). */
  readonly extra?: Readonly<Record<string, string | number>>;
}

/** Why an edit was not shown, when a platform says so. */
export interface EditRefusal {
  readonly reason: 'rate-limited' | 'unavailable' | 'gone' | 'forbidden' | 'blocked' | 'expired';
  readonly retryAfterMs?: number;
}

/** What a platform's answer told about its limits, read from its headers; feeds the pace. */
export interface EditOutcome {
  readonly ok: boolean;
  readonly refusal?: EditRefusal;
  /** Edits still allowed in the present window and when it ends, when the platform said so. */
  readonly remaining?: number;
  readonly resetAfterMs?: number;
}

/** One posted message as the frame sink sees it: raw edits, no pacing. */
export interface EditableMessage {
  readonly ref: MessageRef;
  /** What the content looks like there, as a key: content that looks like what already stands is not sent again. */
  looks?(content: Content): string;
  /** Sends one edit now. Never throws for what the platform answers. */
  edit(content: Content, signal?: AbortSignal): Promise<EditOutcome>;
  /** Posts the content as a new message in the same place, when edits are no longer possible. */
  repost(content: Content): Promise<EditOutcome>;
}

/** A message whose content is replaced as it sharpens; made by the frame sink of src/live. */
export interface LiveMessage {
  readonly ref: MessageRef;
  /**
   * Offers a frame; the latest wins, most are never sent. Never blocks.
   * `progress` (0–1) says how far along the frame is, so that few edits can be spread evenly over a fast poem.
   */
  show(content: Content, progress?: number): void;
  /**
   * The last content. Resolves when it stands on the platform; always sent, whatever was refused before.
   * Frames that were offered may be shown before it, so that a fast poem still sharpens; with `at-once` none is, also
   * when that is said only afterwards. Only the first call's content counts.
   *
   * @throws {InklingError} `message-gone`, `message-blocked`, …: it never will; after `message-blocked` another may be tried
   */
  finish(content: Content, manner?: 'at-once'): Promise<void>;
  /**
   * No edit any more, from here: another process shows this message now, or the platform is about to be disconnected.
   * A final text that has not landed is reported as undelivered.
   */
  abandon?(): void;
  /** How many more frames this message can show within the given time; plans the number of steps. */
  frameBudget(withinMs: number): number;
}

export interface FormField {
  readonly id: string;
  readonly label: string;
  readonly kind: 'line' | 'paragraph' | 'choice';
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly value?: string;
  readonly required?: boolean;
  readonly max?: number;
}

/** A modal. Its submission comes back as an {@link Invocation} of `command` with the fields as options. */
export interface Form {
  readonly title: string;
  readonly command: string;
  readonly fields: readonly FormField[];
  readonly submit: string;
}

/** What one person's action lets a command do. Every method is safe to call after the platform's deadlines. */
export interface Reply {
  /** Posts the public answer (acknowledged already by the adapter) and returns it live. */
  open(content: Content): Promise<LiveMessage>;
  /** A private answer to the person alone. */
  whisper(content: Content): Promise<void>;
  /** Opens a modal, where the platform has one; false where it cannot now. */
  form(form: Form): Promise<boolean>;
}

export type OptionValue = string | number | boolean;

/** Somebody ran a slash command (or submitted its form). */
export interface Invocation {
  /** Unique to the delivery's cause: a retried delivery carries the same id. */
  readonly id: string;
  readonly command: string;
  /** The subcommand, for commands that have them. */
  readonly action?: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly place: Place;
  readonly person: Person;
  /** BCP 47; picks the language of the answer. */
  readonly locale: string;
  readonly reply: Reply;
}

/** Somebody pressed a button or chose from a menu under a message of ours. */
export interface Press {
  readonly id: string;
  /** The button's or menu's id. */
  readonly button: string;
  readonly values: readonly string[];
  /** Grows from each press that arrives to the next: of two by one person, the later one counts. */
  readonly arrival?: number;
  readonly message: MessageRef;
  readonly place: Place;
  readonly person: Person;
  readonly locale: string;
  readonly reply: Reply;
}

/** What the adapters call; made by commands/router.ts. */
export interface Handlers {
  /** The adapter asks first, since some platforms must choose public or private when they acknowledge. */
  isPrivate(command: string, action?: string): boolean;
  invoke(invocation: Invocation): Promise<void>;
  press(press: Press): Promise<void>;
  /** Reads a command that was typed as words ("sonnet about autumn rain"), for platforms without named options. */
  read?(typed: { readonly command: string; readonly text: string; readonly place: Place }): {
    readonly action?: string;
    readonly options: Readonly<Record<string, OptionValue>>;
  };
  /** The command behind a message's context menu, by its name or the label of its entry, and the option for the text. */
  onMessage?(entry: string): { readonly command: string; readonly option: string } | undefined;
  /** Completions for an option as it is typed, at most 25. */
  complete(query: {
    readonly command: string;
    readonly action?: string;
    readonly option: string;
    readonly typed: string;
    readonly locale: string;
    readonly place: Place;
  }): Promise<readonly { readonly value: string; readonly label: string }[]>;
}

/** How a post that nobody asked for just now is made. */
export interface PostOptions {
  /** Names the post for good, at most 100 characters: a second post of that name in the place is the first one again. */
  readonly once?: string;
}

/** One connected platform. */
export interface Platform {
  readonly name: PlatformName;
  start(handlers: Handlers, signal: AbortSignal): Promise<void>;
  /** Posts a message that nobody asked for just now (a daily verse, a battle's result). */
  post(place: Place, content: Content, options?: PostOptions): Promise<LiveMessage>;
  /**
   * True when posts of one `once` make one message, also from two processes and after a crash. Where it is false or
   * absent, a post that a crash cut short is not tried again: it could stand twice.
   */
  readonly postsOnce?: boolean;
  /**
   * The most edits that readers see of a poem drawn into a post; absent where they see every step. A figure of the
   * platform and not of the moment: whoever draws a post again, or shows it before its time, draws the same poem.
   */
  readonly visibleEdits?: number;
  /** Takes up a stored message again, for a poem or battle that a restart cut. */
  resume(ref: MessageRef): Promise<LiveMessage>;
  stop(): Promise<void>;
}
