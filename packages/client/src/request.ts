/** How requests are put together: query strings, bodies, options. */

export type RequestOptions = Omit<RequestInit, 'signal'> & { signal?: AbortSignal | undefined };

/** With its `?`; empty when nothing is set. */
export function searchOf(
  parameters: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const set = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
  return set.length > 0 ? `?${new URLSearchParams(set)}` : '';
}

export function post(body: unknown): RequestOptions {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

export function definite({ signal, ...init }: RequestOptions): RequestInit {
  return signal ? { ...init, signal } : init;
}
