/**
 * How old what a message shows is: since when its frame has been there. Looks carry a frame's stanzas as they are, so
 * that a frame is known again in a message's content without anything between knowing of it.
 */
import type { Clock } from './clock.ts';
import type { Content } from './platforms/contract.ts';
import type { Engine, Frame } from './poem.ts';

export class FrameAges {
  readonly #clock: Clock;
  readonly #madeAt = new WeakMap<object, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same engine, whose frames are remembered for as long as anybody else has them. */
  watch(engine: Engine): Engine {
    const made = (frame: Frame) => this.#madeAt.set(frame.stanzas, this.#clock.now());
    return {
      ready: () => engine.ready(),
      status: () => engine.status(),
      close: () => engine.close(),
      async *draw(request, options) {
        for await (const event of engine.draw(request, options)) {
          if (event.type === 'frame') made(event);
          yield event;
        }
      },
    };
  }

  /** @returns seconds since the newest frame of the content was made; undefined where it shows none */
  secondsOf({ panels = [] }: Content): number | undefined {
    const times = panels.flatMap(({ stanzas }) => this.#madeAt.get(stanzas) ?? []);
    return times.length === 0 ? undefined : (this.#clock.now() - Math.max(...times)) / 1000;
  }
}
