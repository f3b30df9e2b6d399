/** `npm run -s eval`: measures the shipped model through the shipped engine, beside people and two baselines. */
import { InklingError } from '../../src/errors.ts';
import { evaluate } from './evaluate.ts';
import { readOptions } from './options.ts';
import { asJson, asTable, asText } from './report.ts';

const began = performance.now();
try {
  const options = readOptions(process.argv.slice(2));
  const say = (progress: string) => {
    if (!options.json) process.stderr.write(`  ${((performance.now() - began) / 1000).toFixed(0)} s  ${progress}\n`);
  };
  const result = await evaluate(options, say);
  process.stdout.write(options.json ? `${asJson(result)}\n` : options.table ? asTable(result) : asText(result));
} catch (error) {
  if (!(error instanceof InklingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code === 'usage' ? 2 : 1;
}
