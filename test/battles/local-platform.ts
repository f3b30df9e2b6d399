/** A chat service in memory: what stands in each channel, who was refused, and failures on demand. */
import { InklingError } from '../../src/errors.ts';
import type { Content, LiveMessage, MessageRef, Place, Platform, PlatformName } from '../../src/platforms/contract.ts';

/** One message as its channel shows it. */
export interface Standing {
  readonly ref: MessageRef;
  content: Content;
  /** Every content that was shown or finished with, the first one first. */
  readonly history: Content[];
  finished: boolean;
  /** A moderator took it away. */
  removed: boolean;
}

export interface LocalPlatform extends Platform {
  readonly messages: Standing[];
  /** Called before a last content stands, as on a service that is slow. */
  finishing?: () => void;
  /** What stands in a channel, without what was moderated away. */
  in(channel: string): Standing[];
  /** Makes the next posts fail; `afterPosting` lets the message stand all the same, as a lost answer does. */
  failPosts(count: number, error: Error, afterPosting?: boolean): void;
}

/** The error that the frame sink raises when a message is no longer there. */
const gone = new InklingError('message-gone', { operator: 'gone', person: 'gone' });

/**
 * @param postsOnce whether the service knows a post by its `once` name, as Discord's nonces do
 * @param visibleEdits edits that its readers see of a poem, where not all
 */
export function localPlatform(name: PlatformName = 'discord', postsOnce = true, visibleEdits?: number): LocalPlatform {
  const messages: Standing[] = [];
  const onces = new Map<string, Standing>();
  let failing: { count: number; error: Error; afterPosting: boolean } = {
    count: 0,
    error: new Error(),
    afterPosting: false,
  };

  const live = (standing: Standing): LiveMessage => ({
    ref: standing.ref,
    show(content) {
      if (standing.removed) return;
      standing.content = content;
      standing.history.push(content);
    },
    async finish(content) {
      platform.finishing?.();
      if (standing.removed) throw gone;
      standing.content = content;
      standing.history.push(content);
      standing.finished = true;
    },
    frameBudget: () => 10,
  });

  const platform: LocalPlatform = {
    name,
    postsOnce,
    ...(visibleEdits === undefined ? {} : { visibleEdits }),
    messages,
    in: (channel) => messages.filter(({ ref, removed }) => ref.channel === channel && !removed),
    failPosts(count, error, afterPosting = false) {
      failing = { count, error, afterPosting };
    },
    start: async () => {},
    stop: async () => {},

    async post(place: Place, content, options) {
      const fails = failing.count > 0;
      if (fails) failing.count -= 1;
      if (fails && !failing.afterPosting) throw failing.error;
      const key = options?.once && `${place.channel} ${options.once}`;
      const known = postsOnce && key ? onces.get(key) : undefined;
      if (known) return live(known);
      const { platform, space, channel } = place;
      const standing: Standing = {
        ref: { platform, space, channel, message: `m${messages.length + 1}` },
        content,
        history: [content],
        finished: false,
        removed: false,
      };
      messages.push(standing);
      if (key) onces.set(key, standing);
      if (fails) throw failing.error;
      return live(standing);
    },

    async resume(ref) {
      const standing = messages.find(({ ref: { message } }) => message === ref.message);
      if (!standing) throw gone;
      return live(standing);
    },
  };
  return platform;
}
