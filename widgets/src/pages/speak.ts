/** A page's own few words, in the language its address asks for. */
import { identityTranslationFor } from '../translations/identity.ts';
import { localeOf } from '../translations/translation.ts';

/** `data-t` names a sentence of `pages`; `data-label` one for `aria-label`. */
export function speak(title: 'account' | 'console'): void {
  const locale = localeOf(new URLSearchParams(location.search).get('lang') ?? 'it');
  document.documentElement.lang = locale;
  const { pages } = identityTranslationFor(locale);
  const of = (name: string | undefined): string => pages[name as keyof typeof pages];
  document.title = `SIT — ${pages[title]}`;
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]'))
    element.textContent = of(element.dataset['t']);
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]'))
    element.ariaLabel = of(element.dataset['label']);
}
