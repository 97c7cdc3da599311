import { expect } from 'chai';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import { press, query, shadowText, until } from '../../testing/fixture.ts';
import { answer, fill, openOffice, says, signInAs } from '../../testing/office.ts';
import './sit-people.ts';
import type { SitPeople } from './sit-people.ts';

const open = (name: string, text: string): Promise<SitPeople> =>
  openOffice('sit-people', name, text);

/** Opens somebody's card, and waits for their sessions. */
async function openCard(people: SitPeople, name: string): Promise<HTMLDetailsElement> {
  const find = () =>
    [...people.shadowRoot!.querySelectorAll<HTMLDetailsElement>('details.card')].find((each) =>
      each.textContent!.includes(name),
    );
  // Who was just invited comes with the list, after the words about it.
  await until(() => find() !== undefined);
  const card = find()!;
  card.open = true;
  await until(() => card.textContent!.includes('Firefox'));
  return card;
}

function pressIn(card: Element, name: string): void {
  [...card.querySelectorAll('button')].find((each) => each.textContent!.trim() === name)!.click();
}

describe('sit-people', () => {
  it('tells who has no right to it how to get it, and whose roles wait what to do', async () => {
    await signInAs('anna');
    const people = await open('plain', 'per chi amministra l’Unione');
    expect(shadowText(people)).to.contain('chiedi all’Ufficio dell’Unione');
    await signInAs('elena');
    const waiting = await open('plain', 'finché non lo attivi');
    expect(query<HTMLAnchorElement>(waiting, '.state a').pathname).to.match(/\/account$/);
  });

  it('finds people by name, and says what to try where there is nobody', async () => {
    await signInAs('giulia');
    const people = await open('search', 'Marco Nero');
    expect(await accessibilityFaults(people)).to.deep.equal([]);
    fill(people, { text: 'bianchi' });
    press(people, 'Cerca');
    await until(() => !shadowText(people).includes('Marco Nero'));
    expect(shadowText(people)).to.contain('Ufficio tecnico di Castel di Sangro');
    await openCard(people, 'Anna Bianchi');
    fill(people, { text: 'serra' });
    press(people, 'Cerca');
    await says(people, 'Giulia Serra');
    // What was opened was Anna’s card, and not the first one’s.
    expect(query<HTMLDetailsElement>(people, 'details.card').open).to.equal(false);
    fill(people, { text: 'nessuno' });
    press(people, 'Cerca');
    await says(people, 'Nessuna persona trovata.');
  });

  it('invites somebody with a role in a municipality, and shows the link where no mail goes', async () => {
    await signInAs('giulia');
    const people = await open('invite', 'Persone');
    await until(() => people.shadowRoot!.querySelector('header button'));
    press(people, 'Invita una persona');
    await until(() => people.shadowRoot!.querySelector('#invite-name'));
    fill(people, { 'invite-name': 'Paola Verdi', 'invite-email': 'paola@comune.example.it' });
    const grants = query(people, 'form.card sit-grants');
    press(grants, 'Aggiungi un ruolo');
    await until(() => grants.shadowRoot!.querySelector('select'));
    expect(await accessibilityFaults(people)).to.deep.equal([]);
    press(people, 'Invita');
    await says(people, 'consegna tu il collegamento a Paola Verdi');
    expect(query(people, '.secret').textContent).to.contain('#invitation=');
    expect(await accessibilityFaults(people)).to.deep.equal([]);
    const card = await openCard(people, 'Paola Verdi');
    expect(card.textContent).to.contain('invito in attesa');
    expect(card.textContent).to.contain('Ufficio tecnico di Castel di Sangro');
  });

  it('keeps the form and says why when an address is somebody’s already', async () => {
    await signInAs('giulia');
    const people = await open('twice', 'Marco Nero');
    press(people, 'Invita una persona');
    await until(() => people.shadowRoot!.querySelector('#invite-name'));
    fill(people, { 'invite-name': 'Marco', 'invite-email': 'marco@comune.example.it' });
    press(people, 'Invita');
    await says(people, 'marco@comune.example.it c’è già.');
    expect(query<HTMLInputElement>(people, '#invite-name').value).to.equal('Marco');
  });

  it('suspends after asking, restores, and does not suspend the last administrator', async () => {
    await signInAs('giulia');
    const people = await open('suspend', 'Marco Nero');
    const anna = await openCard(people, 'Anna Bianchi');
    expect(await accessibilityFaults(people)).to.deep.equal([]);
    pressIn(anna, 'Sospendi');
    await answer(people, 'Sospendi');
    await says(people, 'Anna Bianchi: profilo sospeso.');
    await until(() => anna.textContent!.includes('Riattiva'));
    pressIn(anna, 'Riattiva');
    await says(people, 'Anna Bianchi può accedere di nuovo.');
    const giulia = await openCard(people, 'Giulia Serra');
    pressIn(giulia, 'Sospendi');
    await answer(people, 'Sospendi');
    await says(people, 'È l’ultima persona che amministra l’Unione.');
  });

  it('keeps the focus where the pressed button stood, and in roles that come and go', async () => {
    await signInAs('giulia');
    const people = await open('focus', 'Marco Nero');
    const anna = await openCard(people, 'Anna Bianchi');
    const button = [...anna.querySelectorAll('button')].at(-1)!;
    button.focus();
    button.click();
    await answer(people, 'Sospendi');
    await until(() => people.shadowRoot!.activeElement?.textContent!.trim() === 'Riattiva');
    const grants = anna.querySelector('sit-grants')!;
    press(grants, 'Togli il ruolo 1');
    await until(() => grants.shadowRoot!.activeElement?.textContent!.includes('Aggiungi'));
    press(grants, 'Aggiungi un ruolo');
    const field = await until(() => grants.shadowRoot!.activeElement?.closest('select'));
    expect(field.ariaLabel).to.equal('Ruolo 1');
  });

  it('asks before more people need a second factor, saying how many have none yet', async () => {
    await signInAs('giulia');
    const people = await open('policy', 'Lo attiva chi vuole.');
    query<HTMLDetailsElement>(people, 'details.card').open = true;
    const choose = async (policy: string): Promise<void> => {
      query<HTMLInputElement>(people, `[name=policy][value=${policy}]`).checked = true;
      press(people, 'Salva la regola');
    };
    const asked = (text: string): Promise<unknown> =>
      until(() => shadowText(people.shadowRoot!.querySelector('sit-confirm')!).includes(text));
    expect(await accessibilityFaults(people)).to.deep.equal([]);
    await choose('administrators');
    await asked('l’hanno già tutte');
    await answer(people, 'Annulla');
    expect(shadowText(people)).to.contain('Lo attiva chi vuole.');
    await choose('everybody');
    await asked('Una persona non l’ha ancora');
    await answer(people, 'Salva la regola');
    await says(people, 'È richiesto a chiunque abbia un ruolo.');
    // Fewer people are asked for one: nobody loses anything, and no question is asked.
    await choose('optional');
    await says(people, 'Lo attiva chi vuole.');
  });

  it('gives and takes roles', async () => {
    await signInAs('giulia');
    const people = await open('roles', 'Marco Nero');
    const marco = await openCard(people, 'Marco Nero');
    const grants = marco.querySelector('sit-grants')!;
    press(grants, 'Aggiungi un ruolo');
    const role = await until(() => grants.shadowRoot!.querySelector('select'));
    role.value = 'union-editor';
    role.dispatchEvent(new Event('change'));
    pressIn(marco, 'Salva i ruoli');
    await says(people, 'Ruoli di Marco Nero salvati');
    await until(() => marco.querySelector('summary')!.textContent!.includes('Ufficio di piano'));
    press(grants, 'Togli il ruolo 1');
    await until(() => !grants.shadowRoot!.querySelector('select'));
    pressIn(marco, 'Salva i ruoli');
    await until(() => marco.querySelector('summary')!.textContent!.includes('Nessun ruolo'));
    expect(await accessibilityFaults(people)).to.deep.equal([]);
  });
});
