/**
 * The look's values. Inside elements `--_*` are used; a page sets `--sit-*` to change them.
 * Seeds are design-tokens-italia 1.3.3 (the token's name beside); dark values follow the page's
 * `color-scheme`, so an element in a light page stays light whatever the system prefers.
 */
import { css } from 'lit';

export const tokens = css`
  :host {
    /* it-color-blue-40 · blue-67 */
    --_primary: var(--sit-primary, light-dark(#0066cc, #6aaaeb));
    /* it-color-blue-30 · blue-77 */
    --_primary-strong: var(--sit-primary-strong, light-dark(#004d99, #94c4f5));
    /* it-color-blue-97 */
    --_primary-soft: var(--sit-primary-soft, light-dark(#f2f7fc, #21374d));
    --_on-primary: var(--sit-on-primary, light-dark(#ffffff, #0e1a26));
    /* it-color-slate-20 · slate-93 */
    --_ink: var(--sit-ink, light-dark(#17324d, #ebeced));
    /* it-color-slate-36 · slate-78 */
    --_ink-soft: var(--sit-ink-soft, light-dark(#455b71, #c5c7c9));
    --_ground: var(--sit-ground, light-dark(#ffffff, #16202a));
    --_ground-soft: var(--sit-ground-soft, light-dark(#f5f7fa, #1f2c39));
    /* it-color-slate-85 · slate-28: hairlines that carry no meaning */
    --_line: var(--sit-line, light-dark(#d9dadb, #2f475e));
    /* it-color-slate-44 · slate-62: borders of controls, 3:1 and more */
    --_line-strong: var(--sit-line-strong, light-dark(#5c6f82, #929da9));
    --_error: var(--sit-error, light-dark(#b3243e, #ff9fb0));
    --_error-soft: var(--sit-error-soft, light-dark(#fdf0f2, #43202a));
    --_success: var(--sit-success, light-dark(#00694a, #6fd0ae));
    --_warning: var(--sit-warning, light-dark(#8a5200, #ffc26b));
    --_warning-soft: var(--sit-warning-soft, light-dark(#fff6e5, #40301a));
    /* What a proposal would change, as the map marks it. */
    --_proposed: var(--sit-proposed, light-dark(#a80065, #ff8cc8));
    --_proposed-soft: var(--sit-proposed-soft, light-dark(#fdf0f8, #43203a));
    --_focus: var(--sit-focus, light-dark(#0066cc, #94c4f5));
    --_font: var(--sit-font, 'Titillium Web', system-ui, 'Noto Sans', sans-serif);
    --_font-size: var(--sit-font-size, 1rem);
    --_radius: var(--sit-radius, 4px);
    --_shadow: var(--sit-shadow, 0 1px 2px rgb(23 50 77 / 0.16), 0 2px 10px rgb(23 50 77 / 0.14));
    /* Least height of what is pressed: 24 px at least, 44 under a finger. */
    --_target: 36px;
  }

  @media (pointer: coarse) {
    :host {
      --_target: 44px;
    }
  }
`;
