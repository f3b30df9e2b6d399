/** `npm run -s bench`: how fast the engine is, each figure beside what the same machine can do. */
import { InklingError } from '../src/errors.ts';
import { drawScaling } from './scaling-plot.ts';
import { readOptions } from './speed/options.ts';
import { asJson, asMarkdown } from './speed/report.ts';
import { measure } from './speed/run.ts';
import { drawStepsPlot } from './steps-plot.ts';

try {
  const options = readOptions(process.argv.slice(2));
  const say = (progress: string) => process.stderr.write(`  ${progress}\n`);
  const print = (text: string) => process.stdout.write(`${text}\n`);
  if (options.stepsPlot !== undefined) await drawStepsPlot(options.stepsPlot, options, say);
  else if (options.scaling !== undefined) print(await drawScaling(options.scaling, options, say));
  else {
    const result = await measure(options, say);
    print(options.json ? asJson(result) : asMarkdown(result));
  }
} catch (error) {
  if (!(error instanceof InklingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code === 'usage' ? 2 : 1;
}
