/** Whom the union asks for a second factor: read at a glance, changed with its consequence in sight. */
import { html, type TemplateResult } from 'lit';
import type { PeopleCalls } from '@sit/client/people';
import type { PersonBody } from '@sit/core/api-people';
import { SECOND_FACTOR_POLICIES, type SecondFactorPolicy } from '@sit/core/tenant';
import { numberText } from '../../internal/format.ts';
import { submitting, textsOf } from '../../internal/forms.ts';
import type { SitPeople } from './sit-people.ts';

/** The most that a page holds. */
const PAGE = 200;

export function factorPolicyView(policy: SecondFactorPolicy, host: SitPeople): TemplateResult {
  const words = host.words.policy;
  return html`<details class="card">
    <summary>
      <span class="title">${words.heading}</span>
      <span class="hint">${words.now[policy]}</span>
    </summary>
    <form
      class="stack"
      @submit=${submitting((form) =>
        save(policy, textsOf(form)('policy') as SecondFactorPolicy, host),
      )}
    >
      <fieldset>
        <legend>${words.who}</legend>
        ${SECOND_FACTOR_POLICIES.map(
          (each) =>
            html`<label class="choice">
              <input type="radio" name="policy" value=${each} .checked=${each === policy} />
              <span>${words.options[each]}</span>
            </label>`,
        )}
      </fieldset>
      <p class="hint">${words.hint}</p>
      <div class="row"><button type="submit">${words.save}</button></div>
    </form>
  </details>`;
}

/** Asks before more people need one, saying for how many that is news. */
async function save(
  before: SecondFactorPolicy,
  after: SecondFactorPolicy,
  host: SitPeople,
): Promise<void> {
  const words = host.words.policy;
  const strictness = (policy: SecondFactorPolicy): number => SECOND_FACTOR_POLICIES.indexOf(policy);
  if (strictness(after) > strictness(before)) {
    let text = '';
    const counted = await host.act(async () => {
      const without = (await everybody(host.calls)).filter((person) => isWithout(person, after));
      const self = (await host.client.auth.session()).principal?.userId;
      text = words.question(without.length, numberText(without.length, host.locale));
      if (without.some(({ id }) => id === self)) text += ` ${words.yours}`;
    }, null);
    if (!counted) return;
    const confirmed = await host.ask({ title: words.sure, text, confirm: words.save });
    if (!confirmed) return;
  }
  await host.change(() => host.client.changeUnion({ secondFactor: after }), words.saved);
}

async function everybody(calls: PeopleCalls): Promise<PersonBody[]> {
  const found: PersonBody[] = [];
  let token: string | null = null;
  do {
    const page = await calls.list({ limit: PAGE, token });
    found.push(...page.people);
    token = page.next;
  } while (token !== null);
  return found;
}

/** Whose roles would wait. Who has none has nothing to lose; who is suspended does not sign in. */
function isWithout(
  { state, secondFactor, grants }: PersonBody,
  policy: SecondFactorPolicy,
): boolean {
  if (state === 'suspended' || secondFactor) return false;
  return grants.some(({ role }) => policy === 'everybody' || role === 'union-admin');
}
