/** The people of the union's offices: found, invited, given roles, suspended. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import UserPlus from 'lucide-static/dist/esm/icons/user-plus.mjs';
import { PeopleCalls, type PeopleQuery } from '@sit/client/people';
import type { InvitationResponse, PersonBody } from '@sit/core/api-people';
import type { Municipality, SecondFactorPolicy } from '@sit/core/tenant';
import '../../internal/copy-button.ts';
import { define } from '../../internal/define.ts';
import { inputField, selectField } from '../../internal/fields.ts';
import { dateText } from '../../internal/format.ts';
import { submitting, textsOf } from '../../internal/forms.ts';
import { icon } from '../../internal/icons.ts';
import { OfficeElement } from '../../internal/office-element.ts';
import { emptyView, moreButton, municipalityOptions } from '../../internal/office-views.ts';
import { factorPolicyView } from './factor-policy.ts';
import { inviteView } from './invite-view.ts';
import { PersonDesk } from './person-desk.ts';
import { peopleStyles } from './sit-people.styles.ts';

const PAGE = 25;

interface Shown {
  people: readonly PersonBody[];
  next: string | null;
  municipalities: readonly Municipality[];
  policy: SecondFactorPolicy;
}

/**
 * People and their roles, for the union's administrators on pages of the SIT's own origin.
 *
 * @element sit-people
 */
export class SitPeople extends OfficeElement<Shown> {
  static override styles = [...OfficeElement.styles, peopleStyles];
  static override properties = {
    inviting: { state: true },
    link: { state: true },
  };

  declare protected inviting: boolean;
  /** Of an invitation that no mail has carried: shown until it is closed. */
  declare protected link: InvitationResponse | null;
  readonly #desks = new Map<string, PersonDesk>();
  /** As chosen: after a failure the form is drawn anew. */
  #chosen = { text: '', municipality: '' };

  constructor() {
    super();
    this.inviting = false;
    this.link = null;
  }

  get calls(): PeopleCalls {
    return new PeopleCalls(this.client.send);
  }

  protected override get heading(): string {
    return this.words.people.heading;
  }

  protected override async read(signal: AbortSignal): Promise<Shown> {
    const [{ people, next }, municipalities, union] = await Promise.all([
      this.calls.list({ ...this.#query, signal }),
      this.client.municipalities(signal),
      this.client.union(signal),
    ]);
    return { people, next, municipalities, policy: union.secondFactor };
  }

  protected override actions(): TemplateResult {
    return html`<button
      type="button"
      class="primary"
      aria-expanded=${this.inviting}
      @click=${() => this.#openInvitation()}
    >
      ${icon(UserPlus)}${this.words.people.invite}
    </button>`;
  }

  protected override content(shown: Shown): TemplateResult {
    const { people, next, municipalities, policy } = shown;
    const words = this.words.people;
    return html`${
      this.inviting
        ? inviteView(this.words, municipalities, this.busy, {
            submit: (form) => this.#invite(form),
            cancel: () => (this.inviting = false),
          })
        : nothing
    }
    ${this.link ? this.#linkView(this.link) : nothing} ${factorPolicyView(policy, this)}
    ${this.#search(municipalities)}
    ${
      people.length === 0
        ? this.#filtered
          ? emptyView(words.nothingFound, words.nothingFoundHint)
          : emptyView(words.empty)
        : html`<div class="cards">
            ${repeat(
              people,
              ({ id }) => id,
              (person) => this.#deskOf(person.id).template(person, municipalities),
            )}
          </div>`
    }
    ${moreButton(this, next, () => this.#more(shown))}`;
  }

  #search(municipalities: readonly Municipality[]): TemplateResult {
    const words = this.words.people;
    return html`<form
      role="search"
      class="fields"
      @submit=${submitting((form) => this.#find(form))}
    >
      ${inputField({
        id: 'text',
        label: words.text,
        type: 'search',
        maxlength: 200,
        value: this.#chosen.text,
      })}
      ${selectField({
        id: 'municipality',
        label: words.municipality,
        none: words.everywhere,
        options: municipalityOptions(municipalities),
        chosen: this.#chosen.municipality,
      })}
      <div class="row"><button type="submit">${this.words.find}</button></div>
    </form>`;
  }

  #linkView({ person, link, sent, expiresAt }: InvitationResponse): TemplateResult {
    const words = this.words.people;
    const until = dateText(expiresAt, this.locale);
    return html`<div class="card" id="link" tabindex="-1">
      <p>${sent ? words.sent(person.email, until) : words.notSent(person.name, until)}</p>
      ${
        link === null
          ? nothing
          : html`<p class="secret">${link}</p>
              <p class="hint">${words.linkOnce}</p>`
      }
      <div class="row">
        ${link === null ? nothing : html`<sit-copy .text=${link} label=${words.link}></sit-copy>`}
        <button type="button" class="plain" @click=${() => (this.link = null)}>
          ${this.t.close}
        </button>
      </div>
    </div>`;
  }

  get #filtered(): boolean {
    return Object.values(this.#chosen).some(Boolean);
  }

  get #query(): PeopleQuery {
    const { text, municipality } = this.#chosen;
    return { text: text || undefined, municipality: municipality || undefined, limit: PAGE };
  }

  #deskOf(id: string): PersonDesk {
    const desk = this.#desks.get(id) ?? new PersonDesk(this);
    this.#desks.set(id, desk);
    return desk;
  }

  #find(form: HTMLFormElement): void {
    const given = textsOf(form);
    this.#chosen = { text: given('text'), municipality: given('municipality') };
    void this.load();
  }

  async #more({ people, next, ...rest }: Shown): Promise<void> {
    await this.show(async () => {
      const page = await this.calls.list({ ...this.#query, token: next });
      return { ...rest, people: [...people, ...page.people], next: page.next };
    });
  }

  #openInvitation(): void {
    this.inviting = !this.inviting;
    if (this.inviting) void this.focusOn('#invite-name');
  }

  async #invite(form: HTMLFormElement): Promise<void> {
    const given = textsOf(form);
    const done = await this.change(async () => {
      const answer = await this.calls.invite({
        name: given('name'),
        email: given('email'),
        grants: form.querySelector('sit-grants')!.value,
      });
      this.showLink(answer);
    }, this.words.people.invited);
    if (done) this.inviting = false;
  }

  showLink(answer: InvitationResponse): void {
    this.link = answer;
    void this.focusOn('#link');
  }
}

define('sit-people', SitPeople);

declare global {
  interface HTMLElementTagNameMap {
    'sit-people': SitPeople;
  }
}
