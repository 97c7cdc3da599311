/** Somebody who works through the API from the SIT's own origin. */
import { randomUUID } from 'node:crypto';
import type { ChangeOperation, ChangeSetResult, Feature } from '@sit/core/feature';

export class Person {
  readonly #url: string;
  readonly headers: Record<string, string>;

  private constructor(url: string, headers: Record<string, string>) {
    this.#url = url;
    this.headers = headers;
  }

  static nobody(url: string): Person {
    return new Person(url, { Origin: url });
  }

  static async signIn(url: string, email: string, password: string): Promise<Person> {
    const response = await fetch(`${url}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: url },
      body: JSON.stringify({ email, password }),
    });
    if (!response.ok) throw new Error(`${email} cannot sign in: ${await response.text()}`);
    const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
    return new Person(url, { Origin: url, Cookie: cookie });
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.#url + path, {
      ...init,
      headers: { ...this.headers, ...(init.headers as Record<string, string> | undefined) },
    });
  }

  /** The answer to a change set, whatever it is. */
  send(operations: ChangeOperation[], id: string = randomUUID()): Promise<Response> {
    return this.fetch('/api/changesets', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id, operations }),
    });
  }

  /** Rejects when the change set is refused. */
  async commit(operations: ChangeOperation[]): Promise<ChangeSetResult> {
    const response = await this.send(operations);
    if (!response.ok) throw new Error(`refused: ${response.status} ${await response.text()}`);
    return (await response.json()) as ChangeSetResult;
  }

  async item(layer: string, fid: number): Promise<Feature> {
    const response = await this.fetch(`/ogc/collections/${layer}/items/${fid}`);
    if (!response.ok) throw new Error(`${layer} ${fid}: ${response.status}`);
    return (await response.json()) as Feature;
  }

  /** Every feature of a layer, page by page. */
  async items(layer: string): Promise<Feature[]> {
    const features: Feature[] = [];
    let path: string | undefined = `/ogc/collections/${layer}/items?limit=1000`;
    while (path) {
      const response = await this.fetch(path);
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      const page = (await response.json()) as ItemsPage;
      features.push(...page.features);
      const next = page.links.find(({ rel }) => rel === 'next')?.href;
      path = next && new URL(next).pathname + new URL(next).search;
    }
    return features;
  }
}

interface ItemsPage {
  features: Feature[];
  links: { rel: string; href: string }[];
}
