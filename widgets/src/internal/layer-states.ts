/** Which layers are shown, and how opaque: the catalogue's first choice until somebody makes another. */
import type { CatalogueLayer } from '@sit/client/client';

export class LayerStates {
  readonly #visible = new Map<string, boolean>();
  readonly #opacity = new Map<string, number>();

  /** Takes the catalogue's first choice for layers not met before; what was chosen by hand stays. */
  adopt(catalogue: readonly CatalogueLayer[]): void {
    for (const layer of catalogue)
      if (!this.#visible.has(layer.id)) this.#visible.set(layer.id, layer.visible);
  }

  isVisible(id: string): boolean {
    return this.#visible.get(id) ?? false;
  }

  setVisible(id: string, visible: boolean): void {
    this.#visible.set(id, visible);
  }

  /** 0 to 1. */
  opacityOf(id: string): number {
    return this.#opacity.get(id) ?? 1;
  }

  setOpacity(id: string, opacity: number): void {
    this.#opacity.set(id, Math.min(1, Math.max(0, opacity)));
  }
}
