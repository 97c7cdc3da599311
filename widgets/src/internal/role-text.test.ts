import { expect } from 'chai';
import type { Grant } from '@sit/core/permission';
import { translationFor } from '../translations/translation.ts';
import { roleText } from './role-text.ts';

const MUNICIPALITIES = ['Castel di Sangro', 'Alfedena'].map((name, index) => ({
  code: ['C096', 'A187'][index]!,
  istatCode: '',
  name,
  bbox: null,
})) as unknown as Parameters<typeof roleText>[1];

describe('roles in words', () => {
  const cases: [Grant[], string][] = [
    [[], 'Nessun ruolo assegnato'],
    [[{ role: 'union-admin', municipality: null }], 'Amministrazione dell’Unione'],
    [[{ role: 'union-editor', municipality: null }], 'Ufficio di piano dell’Unione'],
    [[{ role: 'planner', municipality: 'C096' }], 'Ufficio tecnico di Castel di Sangro'],
    [[{ role: 'officer', municipality: 'A187' }], 'Ufficio, senza modifica, di Alfedena'],
    [
      [
        { role: 'planner', municipality: 'C096' },
        { role: 'planner', municipality: 'C096' },
      ],
      'Ufficio tecnico di Castel di Sangro',
    ],
    [[{ role: 'viewer', municipality: 'Z999' }], 'Consultazione per Z999'],
    [
      [
        { role: 'viewer', municipality: 'A187' },
        { role: 'planner', municipality: 'C096' },
        { role: 'planner', municipality: 'A187' },
      ],
      'Ufficio tecnico di Castel di Sangro, Alfedena · Consultazione per Alfedena',
    ],
  ];
  for (const [grants, text] of cases)
    it(`are «${text}»`, () => {
      expect(roleText(grants, MUNICIPALITIES, translationFor('it'))).to.equal(text);
    });
});
