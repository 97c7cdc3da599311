/** An e-mail address that breaks before its `@` where it does not fit, and not within a word. */
import { html, type TemplateResult } from 'lit';

export function emailText(email: string): TemplateResult {
  const at = email.lastIndexOf('@');
  return at < 0 ? html`${email}` : html`${email.slice(0, at)}<wbr />${email.slice(at)}`;
}
