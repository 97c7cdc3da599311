/**
 * Serves the municipality's page from an origin of its own: `node widgets/examples/serve.mjs [PORT] [SIT_URL]`.
 * The page is sent as it is, but for the SIT's address. Register the origin first: `sit origin add http://localhost:8081 …`.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

const DEFAULT_SIT = 'http://localhost:8080';
const MEDIA_TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8' };
const [port = '8081', sit = DEFAULT_SIT] = process.argv.slice(2);
const pages = new URL('./comune/', import.meta.url);

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  const mediaType = MEDIA_TYPES[extname(name)];
  const text =
    /^[\w.-]+$/.test(name) && mediaType
      ? await readFile(new URL(name, pages), 'utf8').catch(() => null)
      : null;
  if (text === null) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Non trovato\n');
    return;
  }
  response
    .writeHead(200, { 'content-type': mediaType, 'cache-control': 'no-cache' })
    .end(text.replaceAll(DEFAULT_SIT, sit.replace(/\/+$/, '')));
});

server.listen(Number(port), 'localhost', () =>
  console.log(`ready http://localhost:${server.address().port}`),
);
