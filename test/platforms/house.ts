/** What the contract suite needs to know of a platform: a place with people in it, seen from their side. */
import type { CommandDefinition } from '../../commands/index.ts';
import type { Handlers, OptionValue, Place, Platform } from '../../src/platforms/contract.ts';
import type { Fault } from '../peers/loopback-server.ts';

/** One message as its readers see it. */
export interface Reader {
  /** What stood there at each moment, oldest first, as plain text: marks that only format are gone. */
  texts(): readonly string[];
  /** Ids of the buttons and menus that can be used now. */
  controls(): readonly string[];
  /** Whatever in it would ping, link or format, at any moment. */
  mischief(): readonly string[];
  readonly deleted: boolean;
}

/** One thing that a person did. */
export interface Asked {
  /** Milliseconds until the platform heard that the bot is there. */
  acknowledged(): Promise<number>;
  answer(): Promise<Reader>;
  /** How many public messages came of it. */
  answers(): number;
  /** The text that the person alone can read. */
  whisper(): Promise<string>;
  /** Ids of the controls under that text. */
  whisperControls(): readonly string[];
  /** Ids of the fields of the form that opened. */
  form(): Promise<readonly string[]>;
}

export interface Visitor {
  readonly name: string;
  readonly moderates?: boolean;
  readonly managesSpace?: boolean;
  readonly locale?: string;
}

export interface House {
  readonly platform: Platform;
  /** The channel that people type in. */
  readonly place: Place;
  /** Starts the platform again on the same peer, as a new process would. */
  restart(handlers: Handlers): Promise<void>;
  command(name: string, options: Readonly<Record<string, OptionValue>>, who?: Visitor): Asked;
  /** Sends a form that is open. */
  submit(command: string, fields: Readonly<Record<string, string>>, who?: Visitor): Asked;
  press(message: Reader, control: string, values?: readonly string[], who?: Visitor): Asked;
  /** Absent where the platform completes nothing. */
  complete?(command: string, option: string, typed: string): Promise<readonly string[]>;
  /** Delivers the last thing that a person did once more. */
  redeliver(): void;
  /** Drops every connection that the platform holds to the bot; it comes back by itself. */
  dropConnections(): void;
  /** A moderator removes a message. */
  remove(message: Reader): void;
  /** Everything that the real platform would have refused or resented so far. */
  violations(): readonly string[];
  /** Edits that were sent although the platform had said to wait. */
  impatience(): number;
  close(): Promise<void>;
}

export interface HouseSetup {
  readonly handlers: Handlers;
  readonly definitions: readonly CommandDefinition[];
  /** Asked for each edit. */
  readonly fault?: () => Fault;
}

export type OpenHouse = (setup: HouseSetup) => Promise<House>;
