/**
 * The same weights under transformers.js, with the plain masked-diffusion loop of bench/plain_loop.py: each step runs
 * the whole sequence, takes logits of every place, draws by Gumbel noise and reveals the most certain words. It keeps
 * no form. transformers.js knows the file as an encoder of unknown inputs, and hands them on.
 */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InklingError } from '../../src/errors.ts';
import { type Lexicon, parseLexicon, readModelFiles } from '../../src/poetics/index.ts';

export interface TransformersLoop {
  readonly version: string;
  /** Milliseconds of the fastest poem. */
  readonly poem: number;
  readonly steps: number;
  readonly places: number;
}

/** The part of transformers.js that is used here. */
interface Transformers {
  readonly env: { version: string; localModelPath: string; allowRemoteModels: boolean };
  readonly Tensor: new (type: string, data: Int32Array | Float32Array, shape: number[]) => unknown;
  readonly AutoModel: {
    from_pretrained(name: string, options: object): Promise<Model>;
  };
}
type Model = (inputs: Record<string, unknown>) => Promise<{ readonly logits: { readonly data: Float32Array } }>;

export interface TransformersLoopOptions {
  readonly model: string;
  readonly steps: number;
  readonly threads: number;
  /** 1: no row without the prompt. */
  readonly guidance: number;
  readonly poems: number;
}

/**
 * @param folder  in which @huggingface/transformers is installed
 * @throws {InklingError} `transformersjs-absent`
 */
export async function measureTransformersLoop(
  folder: string,
  { model, steps, threads, guidance, poems }: TransformersLoopOptions,
): Promise<TransformersLoop> {
  const library = await load(folder);
  const files = await readModelFiles(model);
  const lexicon = parseLexicon(files.lexicon, files.config);
  const models = await mkdtemp(join(tmpdir(), 'inkling-transformersjs-'));
  try {
    await mkdir(join(models, 'verse', 'onnx'), { recursive: true });
    await copyFile(join(model, 'denoiser.onnx'), join(models, 'verse', 'onnx', 'model.onnx'));
    await writeFile(join(models, 'verse', 'config.json'), JSON.stringify({ model_type: 'bert' }));
    Object.assign(library.env, { localModelPath: models, allowRemoteModels: false });
    const denoiser = await library.AutoModel.from_pretrained('verse', {
      dtype: 'fp32',
      device: 'cpu',
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
    });
    const sonnet = new PlainSonnet(library, denoiser, lexicon, files.config.topicWidth, guidance);
    await sonnet.draw(2);
    let fastest = Number.POSITIVE_INFINITY;
    for (let poem = 0; poem < poems; poem++) {
      const began = performance.now();
      await sonnet.draw(steps);
      fastest = Math.min(fastest, performance.now() - began);
    }
    return { version: library.env.version, poem: fastest, steps, places: sonnet.places };
  } finally {
    await rm(models, { recursive: true });
  }
}

async function load(folder: string): Promise<Transformers> {
  const name = '@huggingface/transformers';
  try {
    const found = createRequire(join(resolve(folder), 'package.json')).resolve(name);
    return (await import(pathToFileURL(found).href)) as Transformers;
  } catch (cause) {
    throw new InklingError('transformersjs-absent', {
      cause,
      operator: `${name} is not installed in ${resolve(folder)}: "npm i --no-save ${name}" there.`,
      person: 'The comparison with transformers.js did not run.',
    });
  }
}

/** Rhyme groups of a Shakespearean sonnet. */
const groups = [1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6, 7, 7];
/** Ten words and the punctuation. */
const slotsOfLine = 11;
const syllables = 10;

class PlainSonnet {
  readonly places: number;
  readonly #library: Transformers;
  readonly #denoiser: Model;
  readonly #lexicon: Lexicon;
  readonly #topicWidth: number;
  readonly #guidance: number;
  readonly #prompt: readonly number[];
  readonly #features: Int32Array;

  constructor(library: Transformers, denoiser: Model, lexicon: Lexicon, topicWidth: number, guidance: number) {
    this.#library = library;
    this.#denoiser = denoiser;
    this.#lexicon = lexicon;
    this.#topicWidth = topicWidth;
    this.#guidance = guidance;
    const { size, drop } = lexicon;
    const [form, voice] = [lexicon.formToken('sonnet') ?? drop, lexicon.voiceToken('elizabethan') ?? drop];
    this.#prompt = [form, voice, lexicon.topic, Math.floor(size / 3), Math.floor(size / 2)];
    const structure = this.#prompt.map(() => [0, 0, 0, 0, 0]);
    for (const [line, group] of groups.entries())
      for (let slot = slotsOfLine; slot > 0; slot--)
        structure.push([line + 1, groups.length - line, slot, syllables, group]);
    this.places = structure.length;
    this.#features = Int32Array.from(structure.flatMap((of, place) => [place, ...of]));
  }

  /** One poem; the prompt's places stay as they are. */
  async draw(steps: number): Promise<Int32Array> {
    const prompt = this.#prompt.length;
    const count = this.places - prompt;
    const tokens = new Int32Array(this.places).fill(this.#lexicon.mask);
    tokens.set(this.#prompt);
    for (let step = 1; step <= steps; step++) {
      const logits = await this.#logits(tokens);
      const open: { place: number; token: number; certainty: number }[] = [];
      for (let place = prompt; place < this.places; place++) {
        const row = logits.subarray(place * this.#lexicon.size, (place + 1) * this.#lexicon.size);
        const drawn = drawOne(row);
        if (tokens[place] === this.#lexicon.mask) open.push({ place, ...drawn });
      }
      const due = Math.round((count * step) / steps) - (count - open.length);
      open.sort((one, other) => other.certainty - one.certainty);
      for (const { place, token } of open.slice(0, due)) tokens[place] = token;
    }
    return tokens;
  }

  /** @returns [places × vocabulary], mixed by guidance: the file does that itself, before its last product */
  async #logits(tokens: Int32Array): Promise<Float32Array> {
    const { Tensor } = this.#library;
    const guided = this.#guidance !== 1;
    const rows = guided ? 2 : 1;
    const all = new Int32Array(rows * this.places);
    const features = new Int32Array(rows * this.#features.length);
    for (let row = 0; row < rows; row++) {
      all.set(tokens, row * this.places);
      features.set(this.#features, row * this.#features.length);
    }
    if (guided) all.fill(this.#lexicon.drop, this.places, this.places + this.#prompt.length);
    const open = Int32Array.from({ length: this.places }, (_, place) => place);
    const base = guided ? open.map((place) => place + this.places) : open;
    const int32 = (data: Int32Array, ...shape: number[]) => new Tensor('int32', data, shape);
    const float32 = (data: Float32Array, ...shape: number[]) => new Tensor('float32', data, shape);
    const { logits } = await this.#denoiser({
      tokens: int32(all, rows, this.places),
      features: int32(features, rows, this.places, 6),
      attention: int32(new Int32Array(all.length).fill(1), rows, this.places),
      topic: float32(new Float32Array(rows * this.#topicWidth), rows, this.#topicWidth),
      open: int32(open, open.length),
      base: int32(base, base.length),
      guidance: float32(new Float32Array(open.length).fill(this.#guidance), open.length),
      // What Inkling asks for instead of all logits; one of each, since there must be some.
      names: int32(new Int32Array(1), 1),
      whole_rows: int32(new Int32Array(1), 1),
      gains: float32(new Float32Array(this.#lexicon.size), this.#lexicon.size),
    });
    return logits.data;
  }
}

/** A word by Gumbel noise in doubles, and its probability. */
function drawOne(scores: Float32Array): { readonly token: number; readonly certainty: number } {
  let most = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < scores.length; token++) if (scores[token]! > most) most = scores[token]!;
  let total = 0;
  let token = 0;
  let best = -1;
  for (let at = 0; at < scores.length; at++) {
    const weight = Math.exp(scores[at]! - most);
    total += weight;
    // exp(score + Gumbel noise) without the logarithm of the noise's logarithm.
    const rank = weight / -Math.log(Math.random() || Number.MIN_VALUE);
    if (rank > best) {
      best = rank;
      token = at;
    }
  }
  return { token, certainty: Math.exp(scores[token]! - most) / total };
}
