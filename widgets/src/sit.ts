/**
 * Every element of a map's page, registered; what a page asks for with one script tag. The union's desk
 * (sit-account, sit-people, sit-keys, sit-origins, sit-audit) is for the SIT's own pages: modules of their own.
 */
import './components/sit-editor/sit-editor.ts';
import './components/sit-feature-info/sit-feature-info.ts';
import './components/sit-layer-list/sit-layer-list.ts';
import './components/sit-login/sit-login.ts';
import './components/sit-map/sit-map.ts';
import './components/sit-proposals/sit-proposals.ts';
