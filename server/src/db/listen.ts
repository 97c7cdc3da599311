/** Hearing PostgreSQL's NOTIFY, on a connection of its own. */
import postgres from 'postgres';
import { DRIVER_OPTIONS } from './driver-options.ts';

/** As `Database.listen` (database.ts) has it; rejects when the connection cannot be made. */
export async function listenTo(
  url: string,
  role: string,
  channel: string,
  woken: () => void,
): Promise<() => Promise<void>> {
  const connection = postgres(url, { ...DRIVER_OPTIONS, max: 1, connection: { role } });
  const end = () => connection.end({ timeout: 0 });
  try {
    await connection.listen(channel, woken, woken);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}
