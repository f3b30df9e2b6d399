/** The figures for programs (one JSON object) and for people (Markdown, as it stands in docs/benchmarks.md). */
import type { Comparison } from './plain.ts';
import type { Benchmark } from './run.ts';
import type { Soak } from './soak.ts';
import type { StepTimes } from './steps.ts';
import { keptSteps, type Throughput } from './throughput.ts';

const round = (value: number, digits = 3) => Math.round(value * 10 ** digits) / 10 ** digits;

/** Shares of a step that go to one part. */
const share = (part: number, { step }: StepTimes) => part / step;

/** How many times as fast as the plain loop. */
const advantage = ({ plain, ours }: Comparison) => plain / ours;

export function asJson({ machine, threads, lanes, peak, steps, throughput, plain, soak }: Benchmark): string {
  const sonnet = steps.at(-1)!;
  const kept = throughput.filter((row) => row.steps === 'kept');
  const most = kept.at(-1)!;
  const versus = (library: Comparison['library']) => {
    const found = plain.find((one) => one.library === library);
    return found ? round(advantage(found)) : null;
  };
  return JSON.stringify({
    machine,
    threads,
    lanes,
    vs_pytorch: versus('PyTorch'),
    vs_transformersjs: versus('transformers.js'),
    peak_fraction: round(sonnet.rate / peak.float),
    peak_fraction_int8: round(sonnet.rate / peak.int8),
    sampler_share: round(share(sonnet.sampler, sonnet)),
    poems_per_minute: Object.fromEntries(
      kept.map(({ inFlight, poemsPerMinute }) => [`${inFlight}`, round(poemsPerMinute, 1)]),
    ),
    poems_per_minute_fewer_steps: round(throughput.at(-1)!.poemsPerMinute, 1),
    batching_gain: round(most.poemsPerMinute / kept[0]!.poemsPerMinute),
    p95_fair: round(most.p95Fair),
    first_frame_steps: round(most.firstFrameSteps),
    peak_gflops: { float: round(peak.float / 1e9, 1), int8: round(peak.int8 / 1e9, 1) },
    steps: steps.map((times) => ({
      ...times,
      poem: round(times.poem, 1),
      fastest: round(times.fastest, 1),
      step: round(times.step, 2),
      model: round(times.model, 2),
      sampler: round(times.sampler, 2),
      rest: round(times.rest, 2),
      rate: round(times.rate / 1e9, 1),
    })),
    throughput,
    plain,
    soak: soak ?? null,
  });
}

const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;

export function asMarkdown({ machine, threads, lanes, peak, steps, throughput, plain, soak }: Benchmark): string {
  const ms = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  return [
    `${machine}; ${threads} threads for the denoiser, ${lanes} processes that draw under load.`,
    '',
    '| a step of | model | sampler | rest | together | a poem |',
    '| --- | --: | --: | --: | --: | --: |',
    ...steps.map(
      (times) =>
        `| ${times.style} | ${ms(times.model)} ms (${percent(share(times.model, times))}) | ` +
        `${ms(times.sampler)} ms (${percent(share(times.sampler, times))}) | ${ms(times.rest)} ms | ` +
        `${ms(times.step)} ms | ${seconds(times.poem)} in ${times.steps} steps |`,
    ),
    '',
    '| matrix products | billion operations a second | share of the float32 peak | of the int8 peak |',
    '| --- | --: | --: | --: |',
    `| peak, float32 | ${(peak.float / 1e9).toFixed(0)} | 100 % | ${percent(peak.float / peak.int8)} |`,
    `| peak, int8 | ${(peak.int8 / 1e9).toFixed(0)} | ${percent(peak.int8 / peak.float)} | 100 % |`,
    ...steps.map(
      ({ style, rate }) =>
        `| denoiser, ${style} | ${(rate / 1e9).toFixed(0)} | ${percent(rate / peak.float)} | ${percent(rate / peak.int8)} |`,
    ),
    '',
    ...throughputTable(throughput),
    ...plain.map(comparisonSentence),
    ...(soak ? soakSentences(soak) : []),
  ].join('\n');
}

function throughputTable(throughput: readonly Throughput[]): string[] {
  return [
    '| poems in flight | steps | poems a minute | first frame (median, p95) | final text (median, p95) | p95 over fair share | first frame in steps |',
    '| --: | --- | --: | --: | --: | --: | --: |',
    ...throughput.map(
      (row) =>
        `| ${row.inFlight} | ${row.steps === 'kept' ? keptSteps : 'as the load leaves'} | ${row.poemsPerMinute.toFixed(0)} | ` +
        `${seconds(row.firstFrame.p50)}, ${seconds(row.firstFrame.p95)} | ` +
        `${seconds(row.final.p50)}, ${seconds(row.final.p95)} | ${row.p95Fair.toFixed(2)} | ${row.firstFrameSteps.toFixed(2)} |`,
    ),
  ];
}

function comparisonSentence(comparison: Comparison): string {
  const { library, version, plain, ours, steps, guidance } = comparison;
  return (
    `\nA sonnet of ${steps} steps, the fastest of a few: ${seconds(ours)} here, ${seconds(plain)} with the same weights under ` +
    `${library} ${version} and a plain loop that keeps no form: ${advantage(comparison).toFixed(1)} times as fast` +
    `${guidance === 1 ? '' : `, both with a guidance of ${guidance}`}.`
  );
}

function soakSentences({ poems, poemsPerMinute, before, after, growth, asking }: Soak): string[] {
  const grown = (share: number) => `${share >= 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;
  return [
    '',
    `Memory over ${poems} short poems (${poemsPerMinute.toFixed(0)} a minute): the processes that draw hold ` +
      `${before.toFixed(0)} MB after a tenth of them and ${after.toFixed(0)} MB at the end (${grown(growth)}), the one that ` +
      `asks ${asking.before.toFixed(0)} MB and ${asking.after.toFixed(0)} MB (${grown(asking.growth)}).`,
  ];
}
