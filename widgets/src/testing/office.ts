/** Elements of the desk on the test's page, asked under a name of the test's own. */
import { html } from 'lit';
import { fixture, shadowText, until } from './fixture.ts';

export function territoryOf(name: string): string {
  return new URL(`/territory@${name}`, location.href).href;
}

/** Giulia administers and has a second factor; Anna is a planner; Elena's roles wait for hers. */
export async function signInAs(person: 'giulia' | 'anna' | 'elena'): Promise<void> {
  const email = {
    giulia: 'giulia@unione.example.it',
    anna: 'anna@comune.example.it',
    elena: 'elena@unione.example.it',
  }[person];
  const body = JSON.stringify({ email, password: 'monte-greco', code: '123456' });
  await fetch('/territory/api/auth/sign-in', { method: 'POST', body });
}

afterEach(() => fetch('/territory/api/auth/sign-out', { method: 'POST' }));

/** The element on its territory `name`, once it says `text`. */
export async function openOffice<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  name: string,
  text: string,
): Promise<HTMLElementTagNameMap[Tag]> {
  const element = document.createElement(tag);
  element.setAttribute('server', territoryOf(name));
  fixture(html`${element}`);
  await says(element, text);
  return element;
}

export async function says(element: Element, text: string): Promise<void> {
  await until(() => shadowText(element).includes(text));
}

/** Fills the element's fields by their ids. */
export function fill(element: Element, values: Readonly<Record<string, string>>): void {
  for (const [id, value] of Object.entries(values)) {
    const field = element.shadowRoot!.querySelector<HTMLInputElement>(`#${id}`)!;
    field.value = value;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

/** Answers the question that has been asked. */
export async function answer(element: Element, name: string): Promise<void> {
  const confirm = element.shadowRoot!.querySelector('sit-confirm')!;
  const buttons = await until(() => {
    const dialog = confirm.shadowRoot!.querySelector('dialog');
    return dialog?.open && [...dialog.querySelectorAll('button')];
  });
  buttons.find((button) => button.textContent!.trim() === name)!.click();
}
