/** How a battle looks at each moment: two panels side by side, the vote, and its result. */
import { type Battle, type BattleLook, type Progress, type SideName, sides } from '../src/battles/index.ts';
import type { Button, Content, PoemPanel } from '../src/platforms/contract.ts';
import type { Poem } from '../src/poem.ts';
import { styles } from '../src/poetics/styles.ts';
import type { Tally } from '../src/store/index.ts';
import { say } from './languages/index.ts';
import { shortened } from './poem-look.ts';

export const battleLook: BattleLook = {
  gathering(battle) {
    const { locale, id } = battle;
    const teams = sides.map((side) => {
      const student = battle[side]?.student;
      return student
        ? say(locale, 'battle.side-taken', { side: letter(side), name: shortened(student.name, 60) })
        : say(locale, 'battle.side-free', { side: letter(side) });
    });
    return {
      text: [titleOf(battle), say(locale, 'battle.gathering'), ...teams].join('\n'),
      buttons: sides
        .filter((side) => battle[side] === undefined)
        .map((side) => ({
          id: `battle:join:${id}:${side}`,
          label: say(locale, 'battle.button.join', { side: letter(side) }),
          look: 'primary',
        })),
    };
  },

  drawing: (battle, progress) => ({
    text: titleOf(battle),
    panels: sides.map((side) => panelOf(battle, side, progress[side])),
  }),

  voting(battle, tally) {
    const { locale, minutes, hidden } = battle;
    const counted = hidden ? say(locale, 'battle.tally-hidden') : chartOf(battle, tally);
    return {
      text: [titleOf(battle), say(locale, 'battle.vote-now', { minutes }), counted].join('\n'),
      panels: poemPanels(battle),
      buttons: voteButtons(battle),
    };
  },

  closed: (battle) => ({
    text: [titleOf(battle), endOf(battle), chartOf(battle, battle.tally ?? {}), verdictOf(battle)].join('\n'),
    panels: poemPanels(battle),
  }),

  cancelled(battle) {
    const { locale, endedBy, reason } = battle;
    const why =
      endedBy === undefined
        ? say(locale, reason === 'nobody-came' ? 'battle.cancelled.nobody-came' : 'battle.cancelled.failed')
        : say(locale, 'battle.cancelled-by', { name: shortened(endedBy, 60) });
    return { text: `${titleOf(battle)}\n${why}` };
  },

  announcement(battle, poems): Content {
    const shown: readonly SideName[] = battle.winner === 'a' || battle.winner === 'b' ? [battle.winner] : sides;
    return {
      text: [titleOf(battle), verdictOf(battle), chartOf(battle, battle.tally ?? {})].join('\n'),
      panels: shown.map((side) => panelOf(battle, side, poems[side])),
    };
  },
};

/** One bar a side, of 16 squares in all for all votes. */
function chartOf(battle: Battle, tally: Tally): string {
  const width = 16;
  const votes = sides.map((side) => tally[side] ?? 0);
  const all = votes.reduce((sum, one) => sum + one, 0);
  return sides
    .map((side, n) => {
      const count = votes[n] ?? 0;
      const filled = all === 0 ? 0 : Math.round((count / all) * width);
      const share = all === 0 ? '' : ` (${Math.round((count / all) * 100)} %)`;
      return `${letter(side)} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${count}${share} ${styleOf(battle, side)}`;
    })
    .join('\n');
}

function voteButtons(battle: Battle): readonly Button[] {
  const { id, locale } = battle;
  const vote = (side: SideName): Button => ({
    id: `battle:vote:${id}:${side}`,
    label: shortened(say(locale, 'battle.button.vote', { side: letter(side), style: styleOf(battle, side) }), 75),
    look: 'primary',
  });
  return [...sides.map(vote), { id: `battle:close:${id}`, label: say(locale, 'battle.button.close'), look: 'danger' }];
}

function poemPanels(battle: Battle): readonly PoemPanel[] {
  return sides.map((side) => panelOf(battle, side, battle.poems?.[side]));
}

function panelOf(battle: Battle, side: SideName, event: Progress[SideName] | Poem): PoemPanel {
  const { locale } = battle;
  const heading = headingOf(battle, side);
  switch (event?.type) {
    case 'poem':
      return { heading, stanzas: settled(event), footnote: say(locale, 'battle.drawn') };
    case 'frame':
      return {
        heading,
        stanzas: event.stanzas,
        footnote: say(locale, 'poem.step', { step: event.step, steps: event.steps }),
        progress: event.step / event.steps,
      };
    case 'queued':
      return { heading, stanzas: [], footnote: say(locale, 'battle.queued', { ahead: event.ahead }), progress: 0 };
    case undefined:
      return { heading, stanzas: [], footnote: say(locale, 'battle.waiting'), progress: 0 };
  }
}

function settled({ stanzas }: Poem): PoemPanel['stanzas'] {
  return stanzas.map((stanza) => stanza.map((line) => line.map((word) => ({ ...word, certainty: 1 }))));
}

function titleOf({ topic, locale, calledBy }: Battle): string {
  const title = say(locale, 'battle.title', { topic: shortened(topic.replaceAll(/\s+/g, ' '), 200) });
  return calledBy ? `${title} (${say(locale, 'battle.called-by', { name: shortened(calledBy.name, 60) })})` : title;
}

function headingOf(battle: Battle, side: SideName): string {
  const values = { side: letter(side), style: styleOf(battle, side) };
  const name = battle[side]?.student?.name;
  return name === undefined
    ? say(battle.locale, 'battle.side', values)
    : say(battle.locale, 'battle.side-of', { ...values, name: shortened(name, 60) });
}

function styleOf(battle: Battle, side: SideName): string {
  const request = battle[side]?.request;
  if (!request) return '–';
  const style = styles.find(({ id }) => id === request.style)?.name ?? request.style;
  return request.voice === undefined ? style : `${style} (${request.voice})`;
}

function endOf({ locale, endedBy }: Battle): string {
  return endedBy === undefined
    ? say(locale, 'battle.closed')
    : say(locale, 'battle.closed-by', { name: shortened(endedBy, 60) });
}

function verdictOf(battle: Battle): string {
  const { winner, tally = {}, locale } = battle;
  if (winner === 'a' || winner === 'b')
    return say(locale, 'battle.won', { side: letter(winner), style: styleOf(battle, winner) });
  return say(locale, (tally.a ?? 0) + (tally.b ?? 0) === 0 ? 'battle.no-votes' : 'battle.draw');
}

/** A or B. */
export function letter(side: SideName): string {
  return side.toUpperCase();
}
