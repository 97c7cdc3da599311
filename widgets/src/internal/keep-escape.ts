/** Esc closes the dialog only, not what the dialog belongs to. */
export function keepEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape') event.stopPropagation();
}
