/** «Com’era il…»: the moment whose state the map shows, and the way back to today. */
import { html, nothing, type TemplateResult } from 'lit';
import { instantOf, localDateTime } from '../../internal/date-time.ts';
import type { Showing } from '../../internal/showing.ts';
import type { Translation } from '../../translations/translation.ts';

export interface PastDateOptions {
  t: Translation;
  showing: Showing;
  /** What was chosen is no moment, or is to come. */
  wrong: boolean;
  choose: (datetime: string | null) => void;
  back: () => void;
}

export function pastDateTemplate(options: PastDateOptions): TemplateResult {
  const { showing, wrong, choose, back } = options;
  const t = options.t.layerList;
  const isPast = showing.kind === 'past';
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { value } = (event.currentTarget as HTMLFormElement).elements.namedItem(
      'moment',
    ) as HTMLInputElement;
    choose(pastInstant(value));
  };
  return html`<details class="past" ?open=${isPast}>
    <summary>${t.past}</summary>
    <form novalidate @submit=${submit}>
      <label for="moment">${t.pastDate}</label>
      <div class="row">
        <input
          id="moment"
          name="moment"
          type="datetime-local"
          required
          .value=${isPast ? localDateTime(showing.datetime) : ''}
          aria-invalid=${wrong}
          aria-describedby="past-hint"
        />
        <button class="primary">${t.showPast}</button>
      </div>
      <p id="past-hint" class=${wrong ? 'fault' : 'note'}>${wrong ? t.pastWrong : t.pastHint}</p>
      ${isPast ? html`<button type="button" @click=${back}>${t.backToToday}</button>` : nothing}
    </form>
  </details>`;
}

/** What was chosen as an RFC 3339 instant; null for none, and for one to come. */
export function pastInstant(local: string, now = new Date()): string | null {
  if (local === '' || new Date(local) > now) return null;
  return instantOf(local);
}
