/** An import by upload, followed to its end. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ProblemDetails } from '@sit/core/problem';
import type { Person } from './person.ts';

export interface Ended {
  state: string;
  counts: { imported: number; rejected: number };
  notes: string[];
  problem: Pick<ProblemDetails, 'code' | 'detail' | 'faults'> | null;
}

const RUNNING = new Set(['waiting', 'reading', 'writing']);

/** Rejects when the upload itself is refused. */
export async function importUpload(
  person: Person,
  query: Record<string, string>,
  bytes: Uint8Array,
): Promise<Ended> {
  const response = await person.fetch(`/api/imports?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: new Blob([new Uint8Array(bytes)]),
  });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  const location = response.headers.get('Location')!;
  for (;;) {
    const report = (await (await person.fetch(location)).json()) as Ended;
    if (!RUNNING.has(report.state)) return report;
    await wait(100);
  }
}
