/** What forms are sent by: the page stays, and what was written is read by name. */

export function submitting(
  submit: (form: HTMLFormElement) => unknown,
): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    submit(event.currentTarget as HTMLFormElement);
  };
}

/** What was written in the field of that name, without white space around it; empty where there is none. */
export function textsOf(form: HTMLFormElement): (name: string) => string {
  const data = new FormData(form);
  return (name) => String(data.get(name) ?? '').trim();
}

/** As it was typed: white space is part of a password. */
export function passwordIn(form: HTMLFormElement, name = 'password'): string {
  return String(new FormData(form).get(name));
}

/** A verification code without the spaces that help to read it. */
export function codeIn(form: HTMLFormElement): string {
  return textsOf(form)('code').replace(/\s/g, '');
}
