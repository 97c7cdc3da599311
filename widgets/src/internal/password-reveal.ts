/** Passwords in sight of who types them, where they want it. */
import { html, type TemplateResult } from 'lit';
import type { Translation } from '../translations/translation.ts';

/** Shows the form's passwords: what one cannot read, one cannot correct (ASVS 6.2.6). */
export function revealChoice(t: Translation): TemplateResult {
  return html`<label class="choice reveal">
    <input type="checkbox" autocomplete="off" @change=${reveal} />
    <span>${t.login.showPassword}</span>
  </label>`;
}

function reveal(event: Event): void {
  const { form, checked } = event.currentTarget as HTMLInputElement;
  const show = (shown: boolean): void => {
    const fields = form!.querySelectorAll<HTMLInputElement>('[autocomplete$="-password"]');
    for (const field of fields) field.type = shown ? 'text' : 'password';
  };
  show(checked);
  // A form that is emptied takes the choice back without telling it.
  form!.addEventListener('reset', () => show(false), { once: true });
}
