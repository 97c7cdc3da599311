/** The text of server-sent events (WHATWG HTML §9.2.6), and a body made of them that waits for its reader. */

export function event(parts: { event: string; id?: string; data: unknown }): string {
  const id = parts.id === undefined ? '' : `id: ${parts.id}\n`;
  return `event: ${parts.event}\n${id}data: ${JSON.stringify(parts.data)}\n\n`;
}

/** Says only that the stream is alive. */
export function comment(text: string): string {
  return `: ${text}\n\n`;
}

export interface PatientBody {
  /** How long a piece may stay untaken. */
  stallMilliseconds: number;
  /** Called when that time is over: the connection must go. */
  stalled: () => void;
  /** Called once, however the stream ends. */
  ended: () => void;
}

/**
 * A body that asks `pieces` for the next one only when the one before has been taken, and holds one at most.
 */
export function patientBody(
  pieces: AsyncGenerator<string, void>,
  { stallMilliseconds, stalled, ended }: PatientBody,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stall: ReturnType<typeof setTimeout> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(stall);
        const { value, done } = await pieces.next().catch((error: unknown) => {
          ended();
          throw error;
        });
        if (done) {
          ended();
          return controller.close();
        }
        controller.enqueue(encoder.encode(value));
        stall = setTimeout(stalled, stallMilliseconds);
      },
      async cancel() {
        clearTimeout(stall);
        ended();
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}
