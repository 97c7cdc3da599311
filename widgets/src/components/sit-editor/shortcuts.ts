/** The keys that work anywhere in the editor and on its map: save, undo, redo. */
import type { MapEdit } from './map-edit.ts';

/** Handles Ctrl (or Command) with S, Z, Shift+Z, Y; other keys go on their way. */
export function pressShortcut(event: KeyboardEvent, edit: MapEdit, save: () => void): void {
  if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  const act = actionOf(event, edit, save);
  if (!act) return;
  event.preventDefault();
  act();
}

function actionOf(event: KeyboardEvent, edit: MapEdit, save: () => void): (() => void) | null {
  const key = event.key.toLowerCase();
  if (key === 's') return save;
  // In a text field Ctrl+Z is the field's own.
  const [target] = event.composedPath();
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return null;
  if (key === 'y' || (key === 'z' && event.shiftKey)) return () => edit.redo();
  return key === 'z' ? () => edit.undo() : null;
}
