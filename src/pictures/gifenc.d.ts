/** The part of gifenc that films need; the package has no types of its own. */
declare module 'gifenc' {
  interface Encoder {
    writeFrame(
      indexes: Uint8Array,
      width: number,
      height: number,
      options: {
        /** [red, green, blue] of each index; the first frame's holds for all that have none. */
        readonly palette?: readonly (readonly [number, number, number])[];
        /** Milliseconds. */
        readonly delay?: number;
        /** −1 once, 0 for ever; read from the first frame. */
        readonly repeat?: number;
      },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  const gifenc: { GIFEncoder(): Encoder };
  export default gifenc;
}
