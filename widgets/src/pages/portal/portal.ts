/** The portal's own few lines: union's name, choice of municipality, language, panels by width. */
import type { SitMap } from '../../components/sit-map/sit-map.ts';
import type { MapConnectedElement } from '../../internal/map-connected-element.ts';
import { localeOf, translationFor } from '../../translations/translation.ts';

const WIDE = '(width >= 900px)';

const sitMap = document.querySelector<SitMap>('sit-map')!;
const layerList = document.querySelector<MapConnectedElement>('sit-layer-list')!;
const union = document.querySelector<HTMLElement>('#union')!;
const municipality = document.querySelector<HTMLSelectElement>('#municipality')!;
const language = document.querySelector<HTMLSelectElement>('#language')!;

const parameters = new URLSearchParams(location.search);
setLanguage(localeOf(parameters.get('lang') ?? 'it'));
sitMap.municipality = parameters.get('municipality');
// The layers' panel belongs to the page where there is room for it.
if (matchMedia(WIDE).matches) layerList.setAttribute('open', '');

sitMap.addEventListener('sit-catalogue-change', () => {
  union.textContent = sitMap.union?.name ?? '';
  if (sitMap.union) document.title = `SIT — ${sitMap.union.name}`;
  fillMunicipalities();
});

municipality.addEventListener('change', () => {
  sitMap.municipality = municipality.value || null;
  keep('municipality', municipality.value);
});

language.addEventListener('change', () => {
  setLanguage(localeOf(language.value));
  keep('lang', language.value === 'it' ? '' : language.value);
});

function setLanguage(locale: 'it' | 'en'): void {
  document.documentElement.lang = locale;
  language.value = locale;
  const { portal } = translationFor(locale);
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]'))
    element.textContent = portal[element.dataset['t'] as keyof typeof portal];
  fillMunicipalities();
}

function fillMunicipalities(): void {
  const { wholeUnion } = translationFor(localeOf(document.documentElement.lang)).portal;
  const sorted = (sitMap.municipalities ?? []).toSorted((a, b) =>
    a.name.localeCompare(b.name, 'it'),
  );
  municipality.replaceChildren(
    new Option(wholeUnion, ''),
    ...sorted.map(({ name, code }) => new Option(name, code)),
  );
  municipality.value = sitMap.municipality ?? '';
}

/** What was chosen stays in the address, so that a link brings others to the same view. */
function keep(name: string, value: string): void {
  const url = new URL(location.href);
  if (value) url.searchParams.set(name, value);
  else url.searchParams.delete(name);
  history.replaceState(null, '', url);
}
