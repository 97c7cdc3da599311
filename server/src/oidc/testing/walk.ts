/** A browser that follows redirects from site to site and keeps each one's cookies. */
export interface Walker {
  /** Goes to `url`, and on while it is redirected to what `goOn` wants. Where it came to, unfetched when not wanted. */
  walk: (url: string, goOn?: (url: URL) => boolean) => Promise<Stop>;
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  cookie: (url: string, name: string) => string | undefined;
}

export interface Stop {
  url: URL;
  /** Last answer had. */
  response: Response;
}

interface Cookie {
  origin: string;
  name: string;
  path: string;
  value: string;
}

const MOST_REDIRECTS = 20;

/** Pages of `sitUrl` end the walk: what is to be seen is where it came to. */
export function walker(sitUrl: string): Walker {
  let cookies: Cookie[] = [];

  const of = ({ origin, pathname }: URL): Cookie[] =>
    cookies.filter((cookie) => cookie.origin === origin && pathname.startsWith(cookie.path));

  function keep(url: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const attribute = (wanted: string): string | undefined =>
      attributes
        .find((each) => each.toLowerCase().startsWith(`${wanted}=`))
        ?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    const expires = attribute('expires');
    const over =
      attribute('max-age') === '0' || (expires !== undefined && new Date(expires) <= new Date());
    cookies = cookies.filter(
      (cookie) => cookie.origin !== url.origin || cookie.name !== name || cookie.path !== path,
    );
    if (!over) cookies.push({ origin: url.origin, name, path, value });
  }

  const self: Walker = {
    async fetch(address, init = {}) {
      const url = new URL(address);
      const headers = new Headers(init.headers);
      const sent = of(url).map(({ name, value }) => `${name}=${value}`);
      if (sent.length > 0) headers.set('Cookie', sent.join('; '));
      const response = await fetch(url, { ...init, headers, redirect: 'manual' });
      for (const line of response.headers.getSetCookie()) keep(url, line);
      return response;
    },
    async walk(address, goOn = (url) => url.origin !== sitUrl || url.pathname.startsWith('/api/')) {
      let url = new URL(address);
      for (let redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
        const response = await self.fetch(url.href);
        const location = response.headers.get('Location');
        if (location === null) return { url, response };
        url = new URL(location, url);
        if (!goOn(url)) return { url, response };
      }
      throw new Error(`redirected without end, to ${url.href}`);
    },
    cookie: (url, name) => of(new URL(url)).find((cookie) => cookie.name === name)?.value,
  };
  return self;
}
