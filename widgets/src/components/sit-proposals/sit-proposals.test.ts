import { expect } from 'chai';
import { html } from 'lit';
import { PROPOSAL_CHANGE } from '@sit/core/proposal';
import type { SitProposalChangeEvent } from '../../events/sit-proposal-change.ts';
import { DIFFERENCE } from '../../internal/difference-overlay.ts';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import {
  drawn,
  once,
  openMap,
  press,
  query,
  shadowText,
  TERRITORY,
  until,
} from '../../testing/fixture.ts';
import type { SitMap } from '../sit-map/sit-map.ts';
import type { SitProposalDetail } from './proposal-detail.ts';
import type { SitProposalsPanel } from './proposals-panel.ts';
import './sit-proposals.ts';
import type { SitProposals } from './sit-proposals.ts';

const ANNA = 'anna@comune.example.it';
const BRUNO = 'bruno@comune.example.it';
const CARLA = 'carla@example.it';
const ID = '11111111-1111-4111-8111-111111111111';

interface Office {
  sitMap: SitMap;
  proposals: SitProposals;
  server: string;
}

let opened = 0;

/** A territory of its own: what other tests proposed is not there. */
async function openOffice(email: string | null): Promise<Office> {
  const server = `${TERRITORY}@proposals${++opened}`;
  const sitMap = await openMap(html`<sit-proposals></sit-proposals>`, { server });
  const proposals = sitMap.querySelector('sit-proposals')!;
  await until(() => proposals.sitMap);
  if (email) await signIn({ sitMap }, email);
  proposals.show();
  await proposals.updateComplete;
  return { sitMap, proposals, server };
}

async function signIn({ sitMap }: Pick<Office, 'sitMap'>, email: string): Promise<void> {
  const catalogue = once(sitMap, 'sit-catalogue-change');
  await sitMap.session.signInWithPassword(email, 'monte-greco');
  await catalogue;
}

async function panelOf({ proposals }: Office): Promise<SitProposalsPanel> {
  const panel = await until(() =>
    proposals.shadowRoot!.querySelector<SitProposalsPanel>('sit-proposals-panel'),
  );
  await panel.updateComplete;
  await until(() => !panel.shadowRoot!.querySelector('.skeleton'));
  return panel;
}

/** Anna's draft that gives zone 1 another code, another edge and new rules, and adds a zone. */
async function prepare({ sitMap }: Office, rules = 'Nuove norme'): Promise<void> {
  const calls = sitMap.client.proposals;
  const known = await calls.create({ id: ID, municipality: 'C096', title: 'Variante al centro' });
  const square = (west: number, east: number) => ({
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, 41.76],
        [east, 41.76],
        [east, 41.77],
        [west, 41.77],
        [west, 41.76],
      ] as [number, number][],
    ],
  });
  await calls.addEdits(known, [
    {
      operation: 'update',
      layer: 'zoning',
      fid: 1,
      baseVersion: 2,
      geometry: square(14.04, 14.046),
      properties: { zone: 'E', rules },
    },
    {
      operation: 'create',
      layer: 'zoning',
      municipality: 'C096',
      geometry: square(14.051, 14.055),
      properties: { zone: 'A' },
    },
  ]);
}

async function openProposal(office: Office): Promise<SitProposalDetail> {
  await office.proposals.openProposal(ID);
  const panel = await panelOf(office);
  const detail = query<SitProposalDetail>(panel, 'sit-proposal-detail');
  await until(() => detail.shadowRoot!.querySelector('#edits'));
  return detail;
}

function unfold(detail: SitProposalDetail, edit: number): Promise<Element> {
  query<HTMLDetailsElement>(detail, `[data-edit='${edit}']`).open = true;
  return until(() => detail.shadowRoot!.querySelector(`[data-edit='${edit}'] .inside`));
}

async function answer(detail: SitProposalDetail, name: string, reason?: string): Promise<void> {
  const dialog = query(detail, 'sit-proposals-step');
  await until(() => query<HTMLDialogElement>(dialog, 'dialog').open);
  if (reason !== undefined) query<HTMLTextAreaElement>(dialog, 'textarea').value = reason;
  press(dialog, name);
}

function badge(detail: SitProposalDetail): string {
  return query(detail, '.heading .badge').textContent!.trim();
}

describe('sit-proposals', () => {
  afterEach(() => fetch(`${TERRITORY}/api/auth/sign-out`, { method: 'POST' }));

  it('has a button for people with a role only, and tells the others how to get one', async () => {
    const out = await openOffice(null);
    expect(out.proposals.panel.button).to.equal(false);
    expect(shadowText(out.proposals)).to.include('accedi con il tuo profilo');
    expect(await accessibilityFaults(out.proposals)).to.deep.equal([]);
    await signIn(out, CARLA);
    await until(() => shadowText(out.proposals).includes('non ha un ruolo'));
    expect(out.proposals.panel.button).to.equal(false);
    await signIn(out, ANNA);
    await panelOf(out);
    expect(out.proposals.panel.button).to.equal(true);
  });

  it('lists by what a person looks for, and says what to do where there is nothing', async () => {
    const office = await openOffice(ANNA);
    const panel = await panelOf(office);
    expect(shadowText(panel)).to.include('Non hai ancora proposte');
    expect(await accessibilityFaults(office.proposals)).to.deep.equal([]);
    await prepare(office);
    press(panel, 'Tutte');
    await until(() => panel.shadowRoot!.querySelector('.entry'));
    expect(query(panel, '.entry').textContent!.replace(/\s+/g, ' ')).to.match(
      /Variante al centro Bozza Castel di Sangro · Anna Bianchi 2 modifiche ·/,
    );
    expect(await accessibilityFaults(office.proposals)).to.deep.equal([]);
    press(panel, 'Da rivedere');
    await until(() => shadowText(panel).includes('Nessuna proposta attende'));
  });

  it('opens a draft with a title, which edits go into from then on', async () => {
    const office = await openOffice(ANNA);
    const panel = await panelOf(office);
    press(panel, 'Nuova proposta');
    await panel.updateComplete;
    expect(await accessibilityFaults(office.proposals)).to.deep.equal([]);
    press(panel, 'Crea la bozza');
    await until(() => shadowText(panel).includes('Scrivi un titolo.'));
    query<HTMLInputElement>(panel, '#title').value = 'Variante nuova';
    press(panel, 'Crea la bozza');
    const detail = await until(() =>
      panel.shadowRoot!.querySelector<SitProposalDetail>('sit-proposal-detail'),
    );
    await until(() => detail.shadowRoot!.querySelector('h3'));
    expect(query(detail, 'h3').textContent).to.equal('Variante nuova');
    expect(badge(detail)).to.equal('Bozza');
    expect(office.sitMap.draft).to.include({ title: 'Variante nuova', municipality: 'C096' });
    expect(shadowText(detail)).to.include('Aggiungi almeno una modifica');
  });

  it('tells each difference in words, before and after, and draws it dashed and solid', async () => {
    const office = await openOffice(ANNA);
    await prepare(office);
    const detail = await openProposal(office);
    const inside = await unfold(detail, 1);
    const rows = [...inside.querySelectorAll('tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent!.trim()),
    );
    expect(rows).to.deep.equal([
      ['Zona', 'A · centro storico', 'E · agricola'],
      ['Norme', '<b>Vietato</b> <script>window.broken = true</script>', 'Nuove norme'],
    ]);
    expect(inside.textContent).to.include('Cambia la geometria');
    expect(await accessibilityFaults(office.proposals)).to.deep.equal([]);
    const { map } = office.sitMap;
    await until(
      () =>
        map!.queryRenderedFeatures({ layers: [`${DIFFERENCE}/before`, `${DIFFERENCE}/after`] })
          .length >= 2,
    );
    office.proposals.hide();
    await until(() => !map!.getSource(DIFFERENCE));
  });

  it('shows the proposed state on the map with a notice, and the present again', async () => {
    const office = await openOffice(ANNA);
    await prepare(office);
    const detail = await openProposal(office);
    const { sitMap } = office;
    const { map } = sitMap;
    query<HTMLInputElement>(detail, '.switch input').click();
    expect(sitMap.showing).to.include({ kind: 'proposal', id: ID });
    await sitMap.updateComplete;
    expect(shadowText(sitMap)).to.include('Stato proposto: «Variante al centro»');
    expect(await accessibilityFaults(sitMap)).to.deep.equal([]);
    map!.jumpTo({ center: [14.05, 41.765], zoom: 14 });
    const marked = (): unknown[] =>
      map!
        .queryRenderedFeatures({ layers: ['sit-preview/zoning/line'] })
        .map(({ properties }) => properties[PROPOSAL_CHANGE]);
    await until(() => new Set(marked()).size === 2);
    expect([...new Set(marked())].toSorted()).to.deep.equal(['added', 'changed']);
    press(sitMap, 'Mostra l’attuale');
    await until(() => !map!.getLayer('sit-preview/zoning/line'));
    await drawn(sitMap);
    expect(query<HTMLInputElement>(detail, '.switch input').checked).to.equal(false);
  });

  it('checks on submission, and shows each fault with the way to it', async () => {
    const office = await openOffice(ANNA);
    await prepare(office, 'sbagliate');
    const detail = await openProposal(office);
    press(detail, 'Invia in revisione');
    await answer(detail, 'Invia in revisione');
    await until(() => shadowText(detail).includes('1 problema da risolvere'));
    expect(shadowText(detail)).to.include('Queste norme non sono ammesse.');
    expect(badge(detail)).to.equal('Bozza');
    press(detail, 'Vai al problema');
    await until(() => query<HTMLDetailsElement>(detail, "[data-edit='1']").open);
    await until(
      () => detail.shadowRoot!.activeElement === query(detail, "[data-edit='1'] summary"),
    );
  });

  it('goes from draft to published by two people; nobody publishes their own', async () => {
    const office = await openOffice(ANNA);
    await prepare(office);
    const detail = await openProposal(office);
    press(detail, 'Invia in revisione');
    await answer(detail, 'Non ancora');
    expect(badge(detail)).to.equal('Bozza');
    press(detail, 'Invia in revisione');
    await answer(detail, 'Invia in revisione');
    await until(() => badge(detail) === 'In revisione');
    expect(shadowText(detail)).to.include('nessuno pubblica le proprie');
    expect(() => press(detail, 'Pubblica')).to.throw();
    await signIn(office, BRUNO);
    const theirs = await openProposal(office);
    query<HTMLTextAreaElement>(theirs, '#comment').value = 'Va bene <b>così</b>';
    press(theirs, 'Commenta');
    await until(() => theirs.shadowRoot!.querySelector('.comments li'));
    expect(query(theirs, '.comments li').textContent).to.include('Va bene <b>così</b>');
    expect(await accessibilityFaults(office.proposals)).to.deep.equal([]);
    const changed: Promise<SitProposalChangeEvent> = once(office.sitMap, 'sit-proposal-change');
    press(theirs, 'Pubblica');
    await answer(theirs, 'Pubblica');
    expect((await changed).proposal).to.equal(ID);
    await until(() => badge(theirs) === 'Pubblicata');
    expect(() => press(theirs, 'Respingi')).to.throw();
  });

  it('asks for the reason of a rejection', async () => {
    const office = await openOffice(ANNA);
    await prepare(office);
    await office.sitMap.client.proposals.submit({ id: ID, revision: 2 });
    await signIn(office, BRUNO);
    const detail = await openProposal(office);
    press(detail, 'Respingi');
    await answer(detail, 'Respingi', '');
    const dialog = query(detail, 'sit-proposals-step');
    await until(() => shadowText(dialog).includes('Scrivi il motivo.'));
    expect(await accessibilityFaults(dialog)).to.deep.equal([]);
    await answer(detail, 'Respingi', 'Manca la relazione');
    await until(() => badge(detail) === 'Respinta');
    expect(shadowText(detail)).to.include('Motivo: Manca la relazione');
  });

  it('brings a draft up to the versions that others have written', async () => {
    const office = await openOffice(ANNA);
    await prepare(office);
    await fetch(`${office.server}/test/stale/${ID}`, { method: 'POST' });
    const detail = await openProposal(office);
    expect(shadowText(detail)).to.include('2 elementi sono cambiati');
    press(detail, 'Aggiorna alla versione corrente');
    await until(() => shadowText(detail).includes('2 aggiornate, nessun conflitto.'));
    expect(shadowText(detail)).to.not.include('elementi sono cambiati');
  });

  it('shows it as it is now when somebody else has moved it on', async () => {
    const office = await openOffice(ANNA);
    await prepare(office);
    const detail = await openProposal(office);
    await office.sitMap.client.proposals.submit({ id: ID, revision: 2 });
    press(detail, 'Invia in revisione');
    await answer(detail, 'Invia in revisione');
    await until(() => shadowText(detail).includes('Nel frattempo la proposta è cambiata'));
    expect(badge(detail)).to.equal('In revisione');
  });

  it('says so where there is no such proposal', async () => {
    const office = await openOffice(ANNA);
    await office.proposals.openProposal('22222222-2222-4222-8222-222222222222');
    const detail = query(await panelOf(office), 'sit-proposal-detail');
    await until(() => shadowText(detail).includes('Questa proposta non c’è'));
    expect(detail.shadowRoot!.querySelector('#edits')).to.equal(null);
  });
});
