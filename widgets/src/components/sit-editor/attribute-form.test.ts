import { expect } from 'chai';
import { render } from 'lit';
import type { Field, FieldValue } from '@sit/core/layer';
import { editorIt } from '../../translations/editor.it.ts';
import { formTemplate } from './attribute-form.ts';

const field = (name: string, extra: Partial<Field> = {}): Field => ({
  name,
  type: 'text',
  label: { it: `Campo ${name}`, en: `Field ${name}` },
  required: false,
  readOnly: false,
  ...extra,
});

const FIELDS: Field[] = [
  field('zone', {
    required: true,
    domain: [
      { value: 'A', label: { it: 'Centro storico', en: 'Historic centre' } },
      { value: 'B', label: { it: 'Completamento' } },
    ],
  }),
  field('floors', { type: 'integer' }),
  field('height', { type: 'number', unit: 'm' }),
  field('area', { type: 'number', unit: 'm2', readOnly: true }),
  field('listed', { type: 'boolean' }),
  field('approved', { type: 'date' }),
  field('seen', { type: 'datetime' }),
  field('name'),
];

let host: HTMLElement;
let changes: [string, FieldValue, boolean][];

function show(properties: Record<string, FieldValue>, faults: Record<string, string> = {}): void {
  const t = editorIt;
  const changed = ({ name }: Field, value: FieldValue, badInput: boolean) =>
    changes.push([name, value, badInput]);
  render(
    formTemplate(FIELDS, properties, new Map(Object.entries(faults)), { t, locale: 'it', changed }),
    host,
  );
}

function control<Control extends HTMLElement = HTMLInputElement>(label: string): Control {
  const found = [...host.querySelectorAll('label')].find((each) =>
    each.textContent.trim().startsWith(label),
  );
  return host.querySelector<Control>(`#${found!.htmlFor}`)!;
}

function type(label: string, text: string): void {
  const input = control(label);
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

describe('the form of a feature’s attributes', () => {
  beforeEach(() => {
    host = document.body.appendChild(document.createElement('div'));
    changes = [];
  });
  afterEach(() => host.remove());

  it('has a control for every field, by its label, and says which are required', () => {
    show({});
    expect([...host.querySelectorAll('label')].map((each) => each.htmlFor)).to.deep.equal(
      ['zone', 'floors', 'height', 'listed', 'approved', 'seen', 'name'].map(
        (name) => `field-${name}`,
      ),
    );
    const zone = control<HTMLSelectElement>('Campo zone');
    expect(zone.required).to.equal(true);
    expect(host.querySelector('label')!.textContent).to.contain('(obbligatorio)');
    expect(host.textContent).to.contain('* campo obbligatorio');
  });

  it('a domain is a choice of labels that gives values', () => {
    show({ zone: 'B' });
    const zone = control<HTMLSelectElement>('Campo zone');
    expect([...zone.options].map((option) => option.text)).to.deep.equal([
      '—',
      'Centro storico',
      'Completamento',
    ]);
    expect(zone.selectedOptions[0]!.text).to.equal('Completamento');
    zone.selectedIndex = 1;
    zone.dispatchEvent(new Event('change', { bubbles: true }));
    expect(changes).to.deep.equal([['zone', 'A', false]]);
  });

  it('gives numbers, dates and instants in the types of the contract, and null for nothing', () => {
    show({});
    type('Campo floors', '3');
    type('Campo height', '7.25');
    type('Campo approved', '2026-11-22');
    type('Campo seen', '2026-11-22T10:30');
    type('Campo name', 'Borgo');
    type('Campo name', '');
    expect(changes).to.deep.equal([
      ['floors', 3, false],
      ['height', 7.25, false],
      ['approved', '2026-11-22', false],
      ['seen', new Date(2026, 10, 22, 10, 30).toISOString(), false],
      ['name', 'Borgo', false],
      ['name', null, false],
    ]);
  });

  it('shows an instant in the reader’s own time', () => {
    show({ seen: new Date(2026, 0, 5, 8, 15).toISOString() });
    expect(control('Campo seen').value).to.equal('2026-01-05T08:15');
  });

  it('a value that is only read is text with its unit', () => {
    show({ area: 1234.5 });
    expect(host.querySelector('output')!.textContent).to.equal('1.234,5 m²');
    expect(host.querySelector('[name=area]')).to.equal(null);
  });

  it('a fault is shown at its field and tied to it', () => {
    show({ floors: 2 }, { floors: 'Troppi piani.' });
    const floors = control('Campo floors');
    expect(floors.getAttribute('aria-invalid')).to.equal('true');
    expect(host.querySelector(`#${floors.getAttribute('aria-describedby')}`)!.textContent).to.equal(
      'Troppi piani.',
    );
    expect(control('Campo height').getAttribute('aria-invalid')).to.equal('false');
  });

  it('markup in a label or a value is text', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    render(
      formTemplate(
        [field('x', { label: { it: hostile } }), field('y', { readOnly: true })],
        { x: hostile, y: hostile },
        new Map([['x', hostile]]),
        { t: editorIt, locale: 'it', changed: () => {} },
      ),
      host,
    );
    expect(host.querySelector('img')).to.equal(null);
    expect(host.querySelector('output')!.textContent).to.equal(hostile);
  });

  it('a number typed wrongly is told apart from no number', () => {
    show({});
    const floors = control('Campo floors');
    floors.focus();
    // What a person types that is no number leaves the control's value empty.
    document.execCommand('insertText', false, '1e');
    expect(changes.at(-1)).to.deep.equal(['floors', null, true]);
  });
});
