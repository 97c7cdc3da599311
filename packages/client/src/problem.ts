/** What a call to the server can end in, beside its answer. */
import type { ProblemCode, ProblemDetails } from '@sit/core/problem';

/** The server refused: `problem` is its problem details (RFC 9457), or what could be made of its answer. */
export class ClientProblem extends Error {
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails) {
    super(problem.detail);
    this.name = 'ClientProblem';
    this.problem = problem;
  }

  get code(): ProblemCode {
    return this.problem.code;
  }
}

/** No answer came: offline, refused connection, name not found, cut off. A write may have happened. */
export class NetworkProblem extends Error {
  constructor(url: string, cause: unknown) {
    super(`Nessuna risposta da ${new URL(url).origin}`, { cause });
    this.name = 'NetworkProblem';
  }
}

const MEDIA_TYPE = 'application/problem+json';

/** Reads a refusal; an answer that is not problem details (a proxy's page) becomes `unexpected`. */
export async function problemOf(response: Response): Promise<ClientProblem> {
  const isProblem = response.headers.get('content-type')?.startsWith(MEDIA_TYPE) ?? false;
  const body: unknown = isProblem ? await response.json().catch(() => null) : null;
  if (isProblemDetails(body)) return new ClientProblem(body);
  return new ClientProblem({
    type: 'about:blank',
    title: 'Guasto del servizio',
    status: response.status,
    code: 'unexpected',
    detail: `Il servizio ha risposto ${response.status} ${response.statusText}`.trimEnd() + '.',
  });
}

function isProblemDetails(body: unknown): body is ProblemDetails {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
