/** Many people who vote at once on a loopback peer, and what the peer makes of the bot meanwhile. */
import type { Battle } from '../../../src/battles/index.ts';
import type { Place } from '../../../src/platforms/contract.ts';
import { eventually } from '../../peers/loopback-server.ts';
import type { Bot } from './bot.ts';

/** One press of a button, as the peer saw it. */
export interface Pressed {
  /** Milliseconds until the bot acknowledged it; undefined while it has not. */
  acknowledgedAfter(): number | undefined;
  /** Delivers it once more. */
  redeliver(): void;
}

/** The people of one platform, and the bot among them. */
export interface Crowd {
  readonly bot: Bot;
  /** The server that the battle is fought in. */
  readonly space: Pick<Place, 'platform' | 'space'>;
  /** A teacher calls a battle of haiku and limerick that is open for an hour. */
  call(): void;
  /** What the battle's message shows, as plain text. */
  shown(): string;
  /** How often it has been edited. */
  edits(): number;
  /** Ids of the buttons under it. */
  buttons(): readonly string[];
  press(button: string, voter: number): Pressed;
  /** How often the bot has whispered to a voter. */
  answers(voter: number): number;
  /** What it whispered. */
  whispers(voter: number): readonly string[];
  /** The teacher presses. */
  teach(button: string): Pressed;
  /** Edits that the peer refused because their budget was spent. */
  refusedEdits(): number;
  /** Everything else that the real platform would have refused or resented, late acknowledgements among it. */
  violations(): readonly string[];
  close(): Promise<void>;
}

/** What became of a vote. */
export interface VoteReport {
  readonly presses: number;
  readonly redelivered: number;
  /** By the last choice of each voter. */
  readonly expected: Sums;
  readonly counted: Battle['tally'];
  /** The sums in the battle's last message. */
  readonly shown: Sums | undefined;
  readonly winner: Battle['winner'];
  readonly unacknowledged: number;
  readonly slowestAcknowledgementMs: number;
  /** Voters who did not hear of each of their choices exactly once. */
  readonly wronglyAnswered: number;
  /** From the first press to the last whisper. */
  readonly answeredWithinMs: number;
  readonly edits: number;
  readonly refusedEdits: number;
  readonly violations: readonly string[];
}

export interface Sums {
  readonly a: number;
  readonly b: number;
}

type Side = keyof Sums;

/** What a voter presses, one after the other without waiting for an answer; the last one counts. */
function choicesOf(voter: number): readonly Side[] {
  const [first, other]: readonly [Side, Side] = voter % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
  if (voter % 9 === 0) return [first, other, first];
  if (voter % 3 === 0) return [first, other];
  return voter % 5 === 0 ? [first, first] : [first];
}

export interface VoteTerms {
  readonly voters: number;
  /** Presses that wait for their acknowledgement at once; without it all are sent in one moment. */
  readonly atOnce?: number;
  readonly patienceMs?: number;
}

/** A battle from its call to its end. */
export async function voteOf(
  crowd: Crowd,
  { voters, atOnce = Number.POSITIVE_INFINITY, patienceMs = 60_000 }: VoteTerms,
): Promise<VoteReport> {
  const until = (look: () => boolean, what: string) => eventually(look, what, patienceMs);
  const button = (end: RegExp) => crowd.buttons().find((id) => end.test(id)) ?? '';

  crowd.call();
  await until(() => button(/^battle:close:/) !== '', 'the vote opened');
  const buttons = { a: button(/:a$/), b: button(/:b$/) };
  const id = buttons.a.split(':')[2] ?? '';

  const began = Date.now();
  const presses: { readonly side: Side; readonly pressed: Pressed }[][] = [];
  let waiting: Pressed[] = [];
  for (let voter = 0; voter < voters; voter += 1) {
    await until(() => {
      waiting = waiting.filter((pressed) => pressed.acknowledgedAfter() === undefined);
      return waiting.length < atOnce;
    }, 'the presses were acknowledged');
    const ofOne = choicesOf(voter).map((side) => ({ side, pressed: crowd.press(buttons[side], voter) }));
    waiting.push(...ofOne.map(({ pressed }) => pressed));
    presses.push(ofOne);
  }
  // Comes again after whatever the same voter pressed later.
  const again = presses.filter((_, voter) => voter % 7 === 0);
  for (const [first] of again) first?.pressed.redeliver();
  const all = presses.flat();
  const answered = () => presses.every((ofOne, voter) => crowd.answers(voter) >= ofOne.length);
  // Whoever stays without an answer is counted below: why, the violations tell.
  await until(answered, 'everybody was answered').catch(() => {});
  const answeredWithinMs = Date.now() - began;

  const last = presses.map((ofOne) => ofOne.at(-1)?.side);
  const expected = { a: last.filter((side) => side === 'a').length, b: last.filter((side) => side === 'b').length };
  const sums = () => sumsIn(crowd.shown());
  const right = () => sums()?.a === expected.a && sums()?.b === expected.b;
  await until(right, 'the live tally was right').catch(() => {});

  crowd.teach(button(/^battle:close:/));
  const battle = async () => (await crowd.bot.battles.find(crowd.space, id)).value;
  await until(() => crowd.buttons().length === 0, 'the result stood');
  await crowd.bot.battles.idle();
  await crowd.bot.battles.boardsIdle();

  const { tally, winner } = await battle();
  return {
    ...{ presses: all.length, redelivered: again.length, expected, winner, answeredWithinMs },
    counted: tally,
    shown: sums(),
    unacknowledged: all.filter(({ pressed }) => pressed.acknowledgedAfter() === undefined).length,
    slowestAcknowledgementMs: Math.max(...all.map(({ pressed }) => pressed.acknowledgedAfter() ?? 0)),
    wronglyAnswered: presses.filter((ofOne, voter) => {
      const heard = crowd.whispers(voter).map((whisper) => /for ([AB]) counts/.exec(whisper)?.[1]?.toLowerCase() ?? '');
      return (
        heard.sort().join() !==
        ofOne
          .map(({ side }) => side)
          .sort()
          .join()
      );
    }).length,
    edits: crowd.edits(),
    refusedEdits: crowd.refusedEdits(),
    violations: crowd.violations(),
  };
}

function sumsIn(text: string): Sums | undefined {
  const [a, b] = ['A', 'B'].map((side) => new RegExp(`^${side} [█░]+ (\\d+)`, 'm').exec(text)?.[1]);
  return a === undefined || b === undefined ? undefined : { a: Number(a), b: Number(b) };
}
