/** `npm run -s bench`: how fast the engine is, each figure beside what the same machine can do. */
import { InklingError } from '../src/errors.ts';
import { asJson, asMarkdown } from './speed/report.ts';
import { measure, readOptions } from './speed/run.ts';
import { drawStepsPlot } from './steps-plot.ts';

try {
  const options = readOptions(process.argv.slice(2));
  const say = (progress: string) => process.stderr.write(`  ${progress}\n`);
  if (options.stepsPlot !== undefined) await drawStepsPlot(options.stepsPlot, options, say);
  else {
    const result = await measure(options, say);
    process.stdout.write(`${options.json ? asJson(result) : asMarkdown(result)}\n`);
  }
} catch (error) {
  if (!(error instanceof InklingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code === 'usage' ? 2 : 1;
}
