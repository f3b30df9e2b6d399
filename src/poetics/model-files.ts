/** The files of the trained model: read whole, checked against their sums, described by a validated config. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelFileError } from '../errors.ts';

/** The version of docs/model-format.md that this code reads. */
const modelVersion = 4;

const count = z.int().min(1);

const configSchema = z.object({
  version: z.literal(modelVersion),
  vocabulary: count,
  width: count,
  layers: count,
  heads: count,
  topicWidth: count,
  limits: z.object({
    lines: count,
    slots: count,
    topicWords: count,
    positions: count,
    rhymeGroups: count,
    syllables: count,
  }),
  forms: z.array(z.string()).min(1),
  voices: z.array(z.string()).min(1),
  guests: z.int().min(0),
  punctuation: z.array(z.string()).min(1),
  training: z.looseObject({}).optional(),
});

/** config.json: sizes, prompt tokens, canvas limits. */
export type ModelConfig = z.infer<typeof configSchema>;

const voicesSchema = z.object({
  version: z.literal(1),
  voices: z.record(z.string(), z.record(z.string(), z.number().min(0))),
});

/** voices.json: by voice, the words that it says more often than the others do, with the nats by which it does. */
export type VoiceWords = z.infer<typeof voicesSchema>['voices'];

/** Everything in models/verse, read and checked. Byte arrays are whole files. */
export interface ModelFiles {
  readonly folder: string;
  readonly config: ModelConfig;
  /** lexicon.json, parsed but not yet validated; for `parseLexicon`. */
  readonly lexicon: unknown;
  readonly denoiser: Uint8Array;
  readonly pairs: Uint8Array;
  readonly triples: Uint8Array;
  readonly topics: Uint8Array;
  readonly commas: Uint8Array;
  readonly said: Uint8Array;
  readonly voices: VoiceWords;
}

const names = [
  'denoiser.onnx',
  'lexicon.json',
  'pairs.bin',
  'triples.bin',
  'topics.bin',
  'commas.bin',
  'said.bin',
  'voices.json',
  'config.json',
] as const;
type FileName = (typeof names)[number];

const person = 'I have lost my dictionary. Someone is looking for it.';

function broken(code: string, operator: string, cause?: unknown): ModelFileError {
  return new ModelFileError(code, { operator, person, ...(cause === undefined ? {} : { cause }) });
}

async function readBytes(folder: string, name: string): Promise<Uint8Array> {
  const file = join(folder, name);
  try {
    return await readFile(file);
  } catch (cause) {
    throw broken('model-missing', `Cannot read ${file}. Restore it with "git checkout -- ${folder}".`, cause);
  }
}

function parseJson(folder: string, name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw broken(
      'model-damaged',
      `${join(folder, name)} is not JSON. Restore it with "git checkout -- ${folder}".`,
      cause,
    );
  }
}

/**
 * Validates config.json's content.
 *
 * @throws {ModelFileError} `model-version` when it was written for another version, `model-damaged` otherwise
 */
export function parseConfig(json: unknown, file = 'config.json'): ModelConfig {
  const version = (json as { version?: unknown } | null)?.version;
  if (version !== modelVersion) {
    throw broken(
      'model-version',
      `${file} has version ${String(version)}, this program reads version ${modelVersion}. ` +
        'Check out the program and models/verse at the same commit.',
    );
  }
  const result = configSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw broken(
      'model-damaged',
      `${file} is wrong at "${issue?.path.join('.')}" (${issue?.message}). Restore it with "git checkout".`,
      result.error,
    );
  }
  return result.data;
}

function parseVoices(json: unknown, folder: string): VoiceWords {
  const result = voicesSchema.safeParse(json);
  if (result.success) return result.data.voices;
  throw broken(
    'model-damaged',
    `${join(folder, 'voices.json')} is wrong at "${result.error.issues[0]?.path.join('.')}". Restore it with "git checkout -- ${folder}".`,
    result.error,
  );
}

/**
 * Reads the model's folder and verifies every file against checksums.json.
 *
 * @param folder usually `models/verse`
 * @throws {ModelFileError} `model-missing`, `model-damaged` or `model-version`, each naming the file and the fix
 */
export async function readModelFiles(folder: string): Promise<ModelFiles> {
  const sums = z
    .record(z.string(), z.string())
    .safeParse(parseJson(folder, 'checksums.json', await readBytes(folder, 'checksums.json')));
  if (!sums.success) {
    throw broken(
      'model-damaged',
      `${join(folder, 'checksums.json')} does not map files to sums. Restore it with "git checkout -- ${folder}".`,
    );
  }
  const files = {} as Record<FileName, Uint8Array>;
  for (const name of names) {
    const bytes = await readBytes(folder, name);
    const sum = createHash('sha256').update(bytes).digest('hex');
    if (sums.data[name] !== sum) {
      throw broken(
        'model-damaged',
        `${join(folder, name)} does not match its checksum. Restore it with "git checkout -- ${folder}".`,
      );
    }
    files[name] = bytes;
  }
  return {
    folder,
    config: parseConfig(parseJson(folder, 'config.json', files['config.json']), join(folder, 'config.json')),
    lexicon: parseJson(folder, 'lexicon.json', files['lexicon.json']),
    denoiser: files['denoiser.onnx'],
    pairs: files['pairs.bin'],
    triples: files['triples.bin'],
    topics: files['topics.bin'],
    commas: files['commas.bin'],
    said: files['said.bin'],
    voices: parseVoices(parseJson(folder, 'voices.json', files['voices.json']), folder),
  };
}
