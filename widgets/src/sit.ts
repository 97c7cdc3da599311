/** Registers every element; what a page asks for with one script tag. */
import { SitMap } from './components/sit-map/sit-map.ts';

const ELEMENTS = { 'sit-map': SitMap };

// A page may load the script twice, or two versions of it: the first one stays.
for (const [name, element] of Object.entries(ELEMENTS))
  if (!customElements.get(name)) customElements.define(name, element);
