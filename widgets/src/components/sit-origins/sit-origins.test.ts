import { expect } from 'chai';
import { accessibilityFaults } from '../../testing/accessibility.ts';
import { press, query, shadowText, until } from '../../testing/fixture.ts';
import { answer, fill, openOffice, says, signInAs } from '../../testing/office.ts';
import './sit-origins.ts';
import type { SitOrigins } from './sit-origins.ts';

const PORTAL = 'https://www.comune.example.it';
const open = (name: string): Promise<SitOrigins> => openOffice('sit-origins', name, PORTAL);

describe('sit-origins', () => {
  beforeEach(() => signInAs('giulia'));

  it('registers the origin of a pasted address for a municipality', async () => {
    const origins = await open('register');
    expect(await accessibilityFaults(origins)).to.deep.equal([]);
    fill(origins, { origin: 'https://alfedena.example.it/uffici/tecnico', municipality: 'A187' });
    press(origins, 'Registra');
    await says(origins, 'https://alfedena.example.it registrato.');
    await until(() => query(origins, '.list').textContent!.includes('Alfedena'));
    expect(query(origins, '.list').textContent).not.to.contain('/uffici');
  });

  it('keeps what was written and says why it is refused', async () => {
    const origins = await open('clear');
    fill(origins, { origin: 'http://alfedena.example.it' });
    press(origins, 'Registra');
    await says(origins, 'http://alfedena.example.it non è cifrata.');
    expect(query<HTMLInputElement>(origins, '#origin').value).to.equal(
      'http://alfedena.example.it',
    );
  });

  it('removes a portal after asking', async () => {
    const origins = await open('remove');
    press(origins, `Togli ${PORTAL}`);
    await answer(origins, 'Annulla');
    expect(shadowText(origins)).to.contain(PORTAL);
    press(origins, `Togli ${PORTAL}`);
    await answer(origins, 'Togli');
    await says(origins, 'Nessun portale registrato');
  });
});
