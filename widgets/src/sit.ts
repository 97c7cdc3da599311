/** Registers every element; what a page asks for with one script tag. */
import { SitEditor } from './components/sit-editor/sit-editor.ts';
import { SitFeatureInfo } from './components/sit-feature-info/sit-feature-info.ts';
import { SitLayerList } from './components/sit-layer-list/sit-layer-list.ts';
import { SitLogin } from './components/sit-login/sit-login.ts';
import { SitMap } from './components/sit-map/sit-map.ts';

const ELEMENTS = {
  'sit-map': SitMap,
  'sit-layer-list': SitLayerList,
  'sit-feature-info': SitFeatureInfo,
  'sit-login': SitLogin,
  'sit-editor': SitEditor,
};

// A page may load the script twice, or two versions of it: the first one stays.
for (const [name, element] of Object.entries(ELEMENTS))
  if (!customElements.get(name)) customElements.define(name, element);
