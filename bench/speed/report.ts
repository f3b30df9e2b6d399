/** The figures for programs (one JSON object) and for people (Markdown, as it stands in docs/benchmarks.md). */
import type { Benchmark } from './run.ts';
import type { StepTimes } from './steps.ts';

const round = (value: number, digits = 3) => Math.round(value * 10 ** digits) / 10 ** digits;

/** Shares of a step that go to one part. */
const share = (part: number, { step }: StepTimes) => part / step;

export function asJson({ machine, threads, peak, steps, throughput, plain, soak }: Benchmark): string {
  const sonnet = steps.at(-1)!;
  const most = throughput.at(-1)!;
  return JSON.stringify({
    machine,
    threads,
    vs_pytorch: plain ? round(plain.poem / plain.ours) : null,
    vs_transformersjs: null,
    peak_fraction: round(sonnet.rate / peak.float),
    peak_fraction_int8: round(sonnet.rate / peak.int8),
    sampler_share: round(share(sonnet.sampler, sonnet)),
    poems_per_minute: Object.fromEntries(
      throughput.map(({ inFlight, poemsPerMinute }) => [`${inFlight}`, round(poemsPerMinute, 1)]),
    ),
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
    plain: plain ?? null,
    soak: soak ?? null,
  });
}

export function asMarkdown({ machine, threads, peak, steps, throughput, plain, soak }: Benchmark): string {
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  const ms = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
  return [
    `${machine}; ${threads} threads for the denoiser.`,
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
    '| poems in flight | poems a minute | first frame (median, p95) | final text (median, p95) | p95 over fair share | first frame in steps |',
    '| --: | --: | --: | --: | --: | --: |',
    ...throughput.map(
      (row) =>
        `| ${row.inFlight} | ${row.poemsPerMinute.toFixed(0)} | ${seconds(row.firstFrame.p50)}, ${seconds(row.firstFrame.p95)} | ` +
        `${seconds(row.final.p50)}, ${seconds(row.final.p95)} | ${row.p95Fair.toFixed(2)} | ${row.firstFrameSteps.toFixed(2)} |`,
    ),
    ...(plain
      ? [
          '',
          `A sonnet of ${plain.steps} steps, the fastest of a few: ${seconds(plain.ours)} here, ${seconds(plain.poem)} with the same weights under ` +
            `PyTorch ${plain.torch} and a plain loop that keeps no form: ${(plain.poem / plain.ours).toFixed(1)} times as fast.`,
        ]
      : []),
    ...(soak
      ? [
          '',
          `Memory over ${soak.poems} poems: ${soak.before.toFixed(0)} MB after a tenth of them, ${soak.after.toFixed(0)} MB ` +
            `at the end (${soak.growth >= 0 ? '+' : ''}${percent(soak.growth)}).`,
        ]
      : []),
  ].join('\n');
}
