/** One person in the list, and what may be done about them. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionBody } from '@sit/core/api-auth';
import type { PersonBody } from '@sit/core/api-people';
import type { Grant } from '@sit/core/permission';
import type { Municipality } from '@sit/core/tenant';
import { emailText } from '../../internal/email-text.ts';
import { dateText, dayText } from '../../internal/format.ts';
import { submitting } from '../../internal/forms.ts';
import '../../internal/grants-editor.ts';
import { fact } from '../../internal/office-views.ts';
import { roleText } from '../../internal/role-text.ts';
import { sessionList } from '../../internal/session-list.ts';
import type { SitPeople } from './sit-people.ts';

export class PersonDesk {
  readonly #host: SitPeople;
  #sessions: readonly SessionBody[] | 'failed' | null = null;
  /** The same array while the roles are: the editor starts anew with another. */
  #grants: { text: string; given: Grant[] } = { text: '', given: [] };

  constructor(host: SitPeople) {
    this.#host = host;
  }

  template(person: PersonBody, municipalities: readonly Municipality[]): TemplateResult {
    const { t, words: all, locale } = this.#host;
    const words = all.people;
    const suspended = person.state === 'suspended';
    return html`<details
      class="card"
      @toggle=${(event: ToggleEvent) =>
        event.newState === 'open' && void this.#readSessions(person)}
    >
      <summary>
        <span class="title"
          ><span>${person.name}</span> ${
            person.state === 'active'
              ? nothing
              : html`<span class="badge ${suspended ? 'error' : 'warning'}"
                  >${words.states[person.state]}</span
                >`
          }
          ${person.demo ? html`<span class="badge">${t.fictitious}</span>` : nothing}</span
        >
        <span class="who">${emailText(person.email)}</span>
        <span class="hint">${roleText(person.grants, municipalities, t)}</span>
      </summary>
      <div class="stack">
        <dl>
          ${fact(
            words.lastSignIn,
            person.lastSignInAt ? dateText(person.lastSignInAt, locale) : words.never,
          )}
          ${fact(words.since, dayText(person.createdAt, locale))}
          ${fact(all.secondFactor.heading, person.secondFactor ? all.secondFactor.on : all.secondFactor.off)}
        </dl>
        ${this.#roles(person, municipalities)}
        <div class="part">
          <h3>${all.sessions.heading}</h3>
          ${
            this.#sessions === null || this.#sessions === 'failed'
              ? html`<p class="hint" role="status">
                  ${this.#sessions === null ? t.loading : all.offline}
                </p>`
              : sessionList(
                  this.#sessions,
                  all.sessions,
                  locale,
                  (id) => void this.#endSession(person, id),
                )
          }
        </div>
        <div class="part">
          <h3>${words.access}</h3>
          <div class="row">${this.#buttons(person)}</div>
        </div>
      </div>
    </details>`;
  }

  #roles(person: PersonBody, municipalities: readonly Municipality[]): TemplateResult {
    const words = this.#host.words.people;
    const claimed = person.grants.filter(({ source }) => source === 'claims');
    const given = person.grants
      .filter(({ source }) => source === 'union')
      .map(({ role, municipality }) => ({ role, municipality }));
    const text = JSON.stringify(given);
    if (this.#grants.text !== text) this.#grants = { text, given };
    return html`<form class="part" @submit=${submitting((form) => this.#saveGrants(person, form))}>
      <sit-grants .initial=${this.#grants.given} .municipalities=${municipalities}></sit-grants>
      ${
        claimed.length > 0
          ? html`<p class="hint">
              ${words.claimed(roleText(claimed, municipalities, this.#host.t))}
            </p>`
          : nothing
      }
      <div class="row"><button type="submit">${words.saveRoles}</button></div>
    </form>`;
  }

  #buttons(person: PersonBody): TemplateResult {
    const words = this.#host.words.people;
    return html`${
      person.state === 'invited'
        ? html`<button type="button" @click=${() => void this.#inviteAgain(person)}>
            ${words.inviteAgain}
          </button>`
        : nothing
    }
    ${
      person.secondFactor
        ? html`<button
            type="button"
            class="danger"
            @click=${() => void this.#resetSecondFactor(person)}
          >
            ${words.resetSecondFactor}
          </button>`
        : nothing
    }
    ${
      Array.isArray(this.#sessions) && this.#sessions.length > 0
        ? html`<button type="button" class="danger" @click=${() => void this.#endAll(person)}>
            ${words.endSessions}
          </button>`
        : nothing
    }
    ${
      person.state === 'suspended'
        ? html`<button type="button" @click=${() => void this.#restore(person)}>
            ${words.restore}
          </button>`
        : html`<button type="button" class="danger" @click=${() => void this.#suspend(person)}>
            ${words.suspend}
          </button>`
    }`;
  }

  async #readSessions({ id }: PersonBody): Promise<void> {
    this.#sessions = await this.#host.calls.sessions(id).catch(() => 'failed' as const);
    this.#host.requestUpdate();
  }

  async #saveGrants({ id, name }: PersonBody, form: HTMLFormElement): Promise<void> {
    const grants = form.querySelector('sit-grants')!.value;
    const saved = this.#host.words.people.rolesSaved(name);
    await this.#host.change(() => this.#host.calls.setGrants(id, grants), saved);
  }

  async #inviteAgain({ id, name }: PersonBody): Promise<void> {
    await this.#host.act(
      async () => this.#host.showLink(await this.#host.calls.inviteAgain(id)),
      this.#host.words.people.invitedAgain(name),
    );
  }

  async #suspend({ id, name }: PersonBody): Promise<void> {
    const words = this.#host.words.people;
    if (!(await this.#host.sure(words.suspend, words.suspendQuestion(name)))) return;
    const done = await this.#host.change(
      () => this.#host.calls.change(id, { suspended: true }),
      words.suspended(name),
    );
    // They ended with it.
    if (done) this.#sessions = [];
    this.#host.requestUpdate();
  }

  async #restore({ id, name }: PersonBody): Promise<void> {
    await this.#host.change(
      () => this.#host.calls.change(id, { suspended: false }),
      this.#host.words.people.restored(name),
    );
  }

  async #resetSecondFactor({ id, name }: PersonBody): Promise<void> {
    const words = this.#host.words.people;
    if (!(await this.#host.sure(words.resetSecondFactor, words.resetQuestion(name)))) return;
    await this.#host.change(() => this.#host.calls.resetSecondFactor(id), words.factorReset(name));
  }

  async #endAll(person: PersonBody): Promise<void> {
    const words = this.#host.words.people;
    if (!(await this.#host.sure(words.endSessions, words.endSessionsQuestion(person.name)))) return;
    await this.#host.act(
      () => this.#host.calls.endSessions(person.id),
      words.sessionsEnded(person.name),
    );
    await this.#readSessions(person);
  }

  async #endSession(person: PersonBody, session: string): Promise<void> {
    const saved = this.#host.words.sessions.ended;
    await this.#host.act(() => this.#host.calls.endSession(person.id, session), saved);
    await this.#readSessions(person);
  }
}
