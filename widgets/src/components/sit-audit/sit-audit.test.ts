import { expect } from 'chai';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import { press, query, shadowText, until } from '../../testing/fixture.ts';
import { fill, openOffice, says, signInAs } from '../../testing/office.ts';
import './sit-audit.ts';
import type { SitAudit } from './sit-audit.ts';

const open = (name: string): Promise<SitAudit> => openOffice('sit-audit', name, 'n. 70');

const rows = (audit: SitAudit): number => audit.shadowRoot!.querySelectorAll('tbody tr').length;

describe('sit-audit', () => {
  beforeEach(() => signInAs('giulia'));

  it('lists the latest first, and the earlier ones when asked', async () => {
    const audit = await open('pages');
    expect(rows(audit)).to.equal(50);
    expect(shadowText(audit)).to.contain('Giulia Serra');
    expect(await accessibilityFaults(audit)).to.deep.equal([]);
    press(audit, 'Mostra altri');
    await until(() => rows(audit) === 70);
    expect(shadowText(audit)).not.to.contain('Mostra altri');
  });

  it('says in words what an entry is about, and a request as it was', async () => {
    const audit = await open('pages');
    const cells = [...audit.shadowRoot!.querySelectorAll('tbody tr')].map(
      (row) => row.children[3]!.textContent.trim().split(/\s*·/)[0],
    );
    expect(cells.slice(1, 4)).to.deep.equal([
      'registro',
      'accesso alla base dati qgis_ada',
      'POST /api/layers',
    ]);
  });

  it('is searched by what happened', async () => {
    const audit = await open('events');
    fill(audit, { event: 'sign-in-refused' });
    press(audit, 'Cerca');
    await until(() => rows(audit) === 10);
    expect(query(audit, 'tbody').textContent).not.to.contain('Ruoli cambiati');
    fill(audit, { event: 'key-made' });
    press(audit, 'Cerca');
    await says(audit, 'Nessuna voce con questi criteri.');
  });

  it('verifies the chain, and says which entry is not as it was written', async () => {
    const audit = await open('intact');
    press(audit, 'Verifica il registro');
    await says(audit, 'Registro integro: 70 voci');
    const forged = await open('forged');
    press(forged, 'Verifica il registro');
    await says(forged, 'la voce 12 è stata cambiata');
    expect(query(forged, '.verification').classList.contains('bad')).to.equal(true);
    expect(await accessibilityFaults(forged)).to.deep.equal([]);
  });
});
