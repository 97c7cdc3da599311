/** The history under a feature's rows: a button, and the versions once its script has come. */
import { html, nothing, type TemplateResult } from 'lit';
import { editOfProposedFid } from '@sit/core/proposal';
import History from 'lucide-static/dist/esm/icons/rotate-ccw-clock.mjs';
import type { FeatureReference } from '../../internal/features-at.ts';
import { icon } from '../../internal/icons.ts';
import type { Translation } from '../../translations/translation.ts';
import type { SitMap } from '../sit-map/sit-map.ts';

export class HistoryFold {
  #state: 'closed' | 'loading' | 'open' | 'failed' = 'closed';
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  close(): void {
    this.#become('closed');
  }

  button({ fid }: FeatureReference, t: Translation): TemplateResult | typeof nothing {
    // A feature that is only proposed has no history.
    if (editOfProposedFid(fid) !== null) return nothing;
    return html`<button
      type="button"
      aria-expanded=${this.#state !== 'closed'}
      @click=${() => void this.#toggle()}
    >
      ${icon(History, 18)}${t.featureInfo.history}
    </button>`;
  }

  template(
    sitMap: SitMap,
    found: FeatureReference,
    t: Translation,
  ): TemplateResult | typeof nothing {
    switch (this.#state) {
      case 'closed':
        return nothing;
      case 'loading':
        return html`<p class="hint" role="status">${t.loading}</p>`;
      case 'failed':
        return html`<p class="notice error">${t.featureInfo.historyFailed}</p>`;
      case 'open':
        return html`<sit-feature-history
          .sitMap=${sitMap}
          .layer=${sitMap.catalogue.find(({ id }) => id === found.layer.id) ?? found.layer}
          .fid=${found.fid}
        ></sit-feature-history>`;
    }
  }

  /** Its script comes with the first one looked at. */
  async #toggle(): Promise<void> {
    if (this.#state === 'open') return this.close();
    this.#become('loading');
    this.#become(
      await import('./feature-history.ts').then(
        () => 'open' as const,
        () => 'failed' as const,
      ),
    );
  }

  #become(state: 'closed' | 'loading' | 'open' | 'failed'): void {
    this.#state = state;
    this.#changed();
  }
}
