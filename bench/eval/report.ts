/** The figures for people (text, Markdown) and for programs (one JSON object). */
import type { Evaluation } from './evaluate.ts';
import type { Figures } from './figures.ts';
import { type HeldOutFigures, maskRates } from './held-out.ts';

const percent = (value: number) => (Number.isNaN(value) ? '–' : `${(100 * value).toFixed(1)} %`);
const decimal = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(2));

/** NaN is no JSON: what could not be measured is null. */
const orNull = (value: number) => (Number.isFinite(value) ? Math.round(1e4 * value) / 1e4 : null);

interface Row {
  readonly name: string;
  readonly of: (figures: Figures) => string;
}

const rows: readonly Row[] = [
  { name: 'content words said before in the poem', of: ({ repeat }) => percent(repeat) },
  { name: 'pairs of words said before in the poem', of: ({ repeatPairs }) => percent(repeatPairs) },
  { name: 'lines with a content word twice', of: ({ repeatWithinLine }) => percent(repeatWithinLine) },
  { name: 'distinct openings of lines (two words)', of: ({ openings }) => percent(openings) },
  { name: 'distinct rhyming pairs', of: ({ rhymePairs }) => percent(rhymePairs) },
  { name: 'rhymes of two syllables or more', of: ({ rhymeDouble }) => percent(rhymeDouble) },
  { name: 'topic told from shuffled ones (AUC)', of: ({ topicAuc }) => decimal(topicAuc) },
  { name: 'the same without the topic’s own words', of: ({ topicFieldAuc }) => decimal(topicFieldAuc) },
  { name: 'poems that name their topic', of: ({ topicNamed }) => percent(topicNamed) },
  { name: 'poems with 8 words in a row from the training verse', of: ({ copies }) => percent(copies) },
  { name: 'longest run shared with the training verse', of: ({ longestRun }) => `${longestRun} words` },
  { name: 'nats a word under a 3-gram model', of: ({ ngramNats }) => decimal(ngramNats) },
];

export function asJson(evaluation: Evaluation): string {
  const { heldOut, model, guided, ngram, human, voice, form, houseStyle, notes, seconds } = evaluation;
  const rates = ({ model: losses }: HeldOutFigures, unit: 'word' | 'slot') =>
    Object.fromEntries(Object.entries(losses).map(([rate, loss]) => [rate, orNull(loss[unit])]));
  const losses = (figures: HeldOutFigures, name: string) => ({
    [`heldout_ce${name}`]: rates(figures, 'word'),
    [`baseline_ce_05${name}`]: orNull(figures.baseline.word),
    [`heldout_ce_slots${name}`]: rates(figures, 'slot'),
    [`baseline_ce_05_slots${name}`]: orNull(figures.baseline.slot),
  });
  const set = (figures: Figures) =>
    Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, orNull(value)]));
  return JSON.stringify({
    form: Object.fromEntries([...form].map(([style, { strict }]) => [style, orNull(strict)])),
    human_form: Object.fromEntries([...form].map(([style, rate]) => [style, orNull(rate.human)])),
    poems: model.poems,
    ...losses(heldOut.all, ''),
    ...losses(heldOut.original, '_original'),
    ...(heldOut.old ? losses(heldOut.old, '_old') : {}),
    repeat: orNull(model.repeat),
    human_repeat: orNull(human.repeat),
    openings: orNull(model.openings),
    human_openings: orNull(human.openings),
    copy8: orNull(model.copies),
    topic_auc: orNull(model.topicAuc),
    voice_accuracy: orNull(voice.model),
    human_voice_accuracy: orNull(voice.human),
    house_style: houseStyle.map(({ word, times }) => [word, orNull(times)]),
    sets: { model: set(model), guided: set(guided), ngram: set(ngram), human: set(human) },
    notes,
    seconds: orNull(seconds),
  });
}

/** Tables in Markdown, as they stand in models/verse/MODEL_CARD.md. */
export function asTable(evaluation: Evaluation): string {
  const { heldOut, model, guided, ngram, human, voice, form, houseStyle, notes } = evaluation;
  const kinds = [
    ['original verse, modern topics', heldOut.original],
    ...(heldOut.old ? [['old books', heldOut.old] as const] : []),
  ] as const;
  const sets = [model, guided, ngram, human];
  return [
    '| held-out verse | .15 masked | .5 masked | .85 masked | 3-gram, .5 masked |',
    '| --- | --: | --: | --: | --: |',
    ...kinds.flatMap(([kind, { model: losses, baseline }]) =>
      (['word', 'slot'] as const).map(
        (unit) =>
          `| ${kind}, nats a ${unit} | ${maskRates.map((rate) => decimal(losses[rate]![unit])).join(' | ')} | ${decimal(baseline[unit])} |`,
      ),
    ),
    '',
    '| drawn poems | Inkling | with guidance | 3-gram model | people |',
    '| --- | --: | --: | --: | --: |',
    `| poems | ${sets.map(({ poems }) => poems).join(' | ')} |`,
    ...rows.map(({ name, of }) => `| ${name} | ${sets.map(of).join(' | ')} |`),
    `| voice told out of ${voice.voices.length} by a classifier | ${percent(voice.model)} | | | ${percent(voice.human)} |`,
    '',
    '| style | poems | in strict form | people’s poems of that kind that would pass |',
    '| --- | --: | --: | --: |',
    ...[...form].map(
      ([style, rate]) => `| ${style} | ${rate.poems} | ${percent(rate.strict)} | ${percent(rate.human)} |`,
    ),
    '',
    `Words said more often than people say them: ${houseStyle
      .map(({ word, times }) => `${word} (${times.toFixed(1)} times)`)
      .join(', ')}.`,
    ...notes.map((note) => `\n${note}`),
    '',
  ].join('\n');
}

/** The tables, and every poem that failed the strict check. */
export function asText(evaluation: Evaluation): string {
  const failures = [...evaluation.form].flatMap(([style, rate]) =>
    rate.failures.map(({ text, failed }) => `${style} fails on ${failed.join(', ')}:\n${text}\n`),
  );
  return `${asTable(evaluation)}\n${evaluation.seconds.toFixed(0)} s\n${failures.length > 0 ? `\n${failures.join('\n')}` : ''}`;
}
