/** Registers an element. A page may load the script twice, or two versions of it: the first one stays. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
