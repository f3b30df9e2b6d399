import { type SamplingSettings, samplingSettings } from '../src/diffusion/index.ts';

/** A part of the sampler's settings over the shipped ones, one level deep. */
export function changedSettings(changes: Readonly<Record<string, unknown>>): SamplingSettings {
  const merged = Object.entries(samplingSettings).map(([name, shipped]) => {
    const change = changes[name];
    return [name, typeof shipped === 'object' && change ? { ...shipped, ...change } : (change ?? shipped)];
  });
  return Object.fromEntries(merged) as SamplingSettings;
}
