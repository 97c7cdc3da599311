/** Base of every element: the look's tokens, and the page's language. */
import { LitElement, type CSSResultGroup } from 'lit';
import { base } from '../styles/base.css.ts';
import { tokens } from '../styles/tokens.css.ts';
import {
  localeOf,
  translationFor,
  type Locale,
  type Translation,
} from '../translations/translation.ts';

export class SitElement extends LitElement {
  static override styles: CSSResultGroup = [tokens, base];

  override connectedCallback(): void {
    super.connectedCallback();
    followLanguage(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    speaking.delete(this);
  }

  /** Of the nearest `lang` above the element; Italian by default. */
  get locale(): Locale {
    return localeOf(this.closest<HTMLElement>('[lang]')?.lang);
  }

  /** The sentences of the element's language. */
  get t(): Translation {
    return translationFor(this.locale);
  }
}

const speaking = new Set<SitElement>();
let observer: MutationObserver | undefined;

/** The page's language may be changed while it is open: elements are drawn again in the new one. */
function followLanguage(element: SitElement): void {
  speaking.add(element);
  observer ??= new MutationObserver(() => {
    for (const each of speaking) each.requestUpdate();
  });
  observer.observe(document.documentElement, { attributeFilter: ['lang'] });
}
