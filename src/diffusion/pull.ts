/** Words that gain some nats at every open word slot of a poem. */

/** Words and what they gain. */
export interface WordGains {
  readonly tokens: Int32Array;
  /** Nats, not negative. */
  readonly gains: Float32Array;
}

/** What a poem is drawn towards: each word with what the topic and what the voice gives it. */
export interface Pull {
  readonly tokens: Int32Array;
  readonly topic: Float32Array;
  readonly voice: Float32Array;
}

export function joinPulls(topic: WordGains, voice: WordGains): Pull {
  const tokens = Int32Array.from(new Set([...topic.tokens, ...voice.tokens]));
  const placeOf = new Map([...tokens].map((token, place) => [token, place]));
  const spread = ({ tokens: own, gains }: WordGains) => {
    const all = new Float32Array(tokens.length);
    for (const [at, token] of own.entries()) all[placeOf.get(token)!] = gains[at]!;
    return all;
  };
  return { tokens, topic: spread(topic), voice: spread(voice) };
}
