/** Bodies of requests and answers, for the little territory. */

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

export async function readBody(context) {
  const chunks = await Array.fromAsync(context.req);
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
}

export function json(context, body, type = JSON_TYPE) {
  context.type = type;
  context.body = JSON.stringify(body);
}

export function problem(context, status, code, detail, more = {}) {
  context.status = status;
  json(
    context,
    { type: 'about:blank', title: detail, status, code, detail, ...more },
    PROBLEM_TYPE,
  );
}

export function nothing(context) {
  context.status = 204;
}
