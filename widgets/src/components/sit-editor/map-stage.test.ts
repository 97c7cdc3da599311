import { expect } from 'chai';
import { Map as MapLibreMap } from 'maplibre-gl';
import type { Geometry, Position } from '@sit/core/geometry';
import { startDraft } from '@sit/editing/draw';
import { EditSession } from '@sit/editing/edit-session';
import { createSnapIndex } from '@sit/editing/snapping';
import { editorIt } from '../../translations/editor.it.ts';
import { announcementOf } from './announcement.ts';
import type { SitEditSurface } from './edit-surface.ts';
import { MapEdit } from './map-edit.ts';
import { MapStage } from './map-stage.ts';

/** At zoom 17 here a pixel is some 0.44 m. */
const CENTER: Position = [14.1, 41.9];
const SIZE = 400;

interface Bench {
  map: MapLibreMap;
  edit: MapEdit;
  stage: MapStage;
  surface: SitEditSurface;
  said: string[];
  /** The place at a pixel of the map. */
  at: (x: number, y: number) => Position;
}

let bench: Bench | null = null;

async function open(
  geometry: Geometry | null,
  type: Geometry['type'] = geometry?.type ?? 'Polygon',
): Promise<Bench> {
  const host = document.createElement('div');
  host.style.cssText = 'position:relative';
  const container = document.createElement('div');
  container.style.cssText = `width:${SIZE}px;height:${SIZE}px`;
  host.append(container);
  document.body.append(host);
  const map = new MapLibreMap({
    container,
    style: { version: 8, sources: {}, layers: [] },
    center: [CENTER[0], CENTER[1]],
    zoom: 17,
  });
  await map.once('load');
  const said: string[] = [];
  const session = new EditSession(
    { layer: 'zoning', municipality: 'C096' },
    geometry ? { fid: 1, version: 1 } : null,
    { geometry, properties: {} },
    geometry ? null : startDraft(type),
  );
  const edit: MapEdit = new MapEdit(session, type, {
    changed: () => bench?.stage.refresh(),
    notify: (notice) => said.push(announcementOf(notice, edit.geometry, editorIt)),
  });
  const stage = new MapStage(map, edit, {
    t: () => editorIt,
    locale: () => 'it',
    snapping: () => true,
    announce: (text) => said.push(text),
    cancelEdit: () => said.push('cancel'),
    tooMany: () => {},
  });
  const surface = host.querySelector('sit-edit-surface')!;
  const at = (x: number, y: number): Position => {
    const { lng, lat } = map.unproject([x, y]);
    return [lng, lat];
  };
  return (bench = { map, edit, stage, surface, said, at });
}

function press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  bench!.surface.dispatchEvent(event);
  return event;
}

function times(count: number, key: string, init: KeyboardEventInit = {}): void {
  for (let i = 0; i < count; i++) press(key, init);
}

const LONG: KeyboardEventInit = { shiftKey: true };

function mouse(type: string, x: number, y: number, init: MouseEventInit = {}): void {
  const canvas = bench!.map.getCanvas();
  const { left, top } = canvas.getBoundingClientRect();
  const shared = { bubbles: true, cancelable: true, clientX: left + x, clientY: top + y, ...init };
  canvas.dispatchEvent(new MouseEvent(type, shared));
}

function near(actual: Position | undefined, expected: Position): void {
  expect(actual![0]).to.be.closeTo(expected[0], 2e-9);
  expect(actual![1]).to.be.closeTo(expected[1], 2e-9);
}

/** A square of 200 pixels a side around the middle, counter-clockwise from the lower left. */
function squareOf({ at }: Pick<Bench, 'at'>): Geometry {
  const corners = [at(100, 300), at(300, 300), at(300, 100), at(100, 100)];
  return { type: 'Polygon', coordinates: [[...corners, corners[0]!]] };
}

async function openSquare(): Promise<Bench> {
  const probe = await open(null);
  const square = squareOf(probe);
  close();
  return open(square);
}

function close(): void {
  bench?.stage.dispose();
  bench?.map.remove();
  bench = null;
  document.body.replaceChildren();
}

describe('editing on the map', () => {
  afterEach(close);

  describe('by keyboard', () => {
    it('draws a polygon: arrows move the cross-hair, Enter sets vertices, Enter on the first closes', async () => {
      const { edit, at, surface } = await open(null);
      press('Enter');
      times(5, 'ArrowRight', LONG);
      press('Enter');
      times(5, 'ArrowUp', LONG);
      times(3, 'ArrowUp');
      press('Enter');
      expect(surface.crossHair).to.deep.equal({ x: 250, y: 147 });
      expect(edit.session.draft!.positions).to.have.length(3);
      times(5, 'ArrowLeft', LONG);
      times(5, 'ArrowDown', LONG);
      times(3, 'ArrowDown');
      press('Enter');
      const { geometry } = edit.session;
      expect(edit.drawing).to.equal(false);
      expect(geometry!.type).to.equal('Polygon');
      const [ring] = geometry!.coordinates as Position[][];
      expect(ring).to.have.length(4);
      near(ring![0], at(200, 200));
      near(ring![1], at(250, 200));
      near(ring![2], at(250, 147));
      expect(ring![3]).to.equal(ring![0]);
    });

    it('Enter twice at the same place ends a line', async () => {
      const { edit, said } = await open(null, 'LineString');
      press('Enter');
      times(4, 'ArrowRight', LONG);
      press('Enter');
      press('Enter');
      expect(edit.session.geometry!.coordinates).to.have.length(2);
      expect(said.at(-1)).to.equal('disegno terminato');
    });

    it('Enter sets a point', async () => {
      const { edit, at } = await open(null, 'Point');
      times(2, 'ArrowDown', LONG);
      press('Enter');
      expect(edit.drawing).to.equal(false);
      near(edit.session.geometry!.coordinates as Position, at(200, 220));
    });

    it('goes from vertex to vertex and says which one it is', async () => {
      const { said } = await openSquare();
      press(']');
      press(']');
      press('n');
      press('p');
      expect(said).to.deep.equal(['1', '2', '3', '2'].map((n) => `vertice ${n} di 4`));
    });

    it('an Italian keyboard types brackets with AltGr', async () => {
      const { said } = await openSquare();
      press(']', { ctrlKey: true, altKey: true });
      expect(said).to.deep.equal(['vertice 1 di 4']);
    });

    it('picks a vertex up, moves it in pixels, drops it; nothing else changes', async () => {
      const { edit, at } = await openSquare();
      const before = edit.session.geometry!.coordinates as Position[][];
      times(2, ']');
      press('Enter');
      times(2, 'ArrowRight', LONG);
      press('ArrowDown');
      press('Enter');
      const [after] = edit.session.geometry!.coordinates as Position[][];
      near(after![1], at(320, 301));
      for (const index of [0, 2, 3, 4]) expect(after![index]).to.equal(before[0]![index]);
    });

    it('Esc puts back what is in hand, then lets go of the vertex, then asks to end', async () => {
      const { edit, said } = await openSquare();
      const before = edit.session.geometry;
      press(']');
      press('Enter');
      times(3, 'ArrowUp', LONG);
      press('Escape');
      expect(edit.geometry).to.equal(before);
      expect(said.at(-1)).to.equal('rimesso al suo posto');
      press('Escape');
      expect(edit.selected).to.equal(null);
      press('Escape');
      expect(said.at(-1)).to.equal('cancel');
    });

    it('Esc abandons the drawing before the edit', async () => {
      const { edit, said } = await open(null);
      press('Enter');
      press('Escape');
      expect(edit.session.draft!.positions).to.have.length(0);
      expect(said).not.to.include('cancel');
      press('Escape');
      expect(said.at(-1)).to.equal('cancel');
    });

    it('Delete takes the vertex away, and says why when it may not', async () => {
      const { edit, said } = await openSquare();
      press(']');
      press('Delete');
      expect((edit.session.geometry!.coordinates as Position[][])[0]).to.have.length(4);
      press('Delete');
      expect(said.at(-1)).to.equal(editorIt.refusal['too-few-vertices']);
    });

    it('Enter on an edge makes a vertex there and takes it up', async () => {
      const { edit, at } = await openSquare();
      times(10, 'ArrowRight', LONG);
      press('Enter');
      times(2, 'ArrowRight', LONG);
      press('Enter');
      const [ring] = edit.session.geometry!.coordinates as Position[][];
      expect(ring).to.have.length(6);
      near(ring![2], at(320, 200));
    });

    it('Tab goes between vertices while one is chosen, and leaves the map otherwise', async () => {
      const { said } = await openSquare();
      expect(press('Tab').defaultPrevented).to.equal(false);
      press(']');
      expect(press('Tab').defaultPrevented).to.equal(true);
      expect(said.at(-1)).to.equal('vertice 2 di 4');
      times(2, 'Tab');
      expect(press('Tab').defaultPrevented, 'past the last').to.equal(false);
    });

    it('the map comes along where the cross-hair would leave it', async () => {
      const { map, surface } = await open(null);
      const before = map.getCenter().lng;
      times(17, 'ArrowRight', LONG);
      expect(surface.crossHair!.x).to.equal(SIZE - 48);
      expect(map.getCenter().lng).to.be.greaterThan(before);
    });

    it('snaps to a neighbour’s very vertex and shows why', async () => {
      const { edit, at, surface, said } = await open(null, 'Point');
      const neighbour = at(255, 200);
      edit.snapIndex = createSnapIndex([{ type: 'Point', coordinates: neighbour }]);
      times(5, 'ArrowRight', LONG);
      expect(surface.snapText).to.equal('vertice');
      press('Enter');
      expect(edit.session.geometry!.coordinates).to.deep.equal(neighbour);
      expect(said).to.deep.equal(['disegno terminato']);
    });
  });

  describe('by mouse', () => {
    it('clicks set vertices, a double click ends', async () => {
      const { edit, at } = await open(null, 'LineString');
      for (const [x, y] of [
        [100, 100],
        [200, 150],
        [300, 100],
      ] as const) {
        mouse('mousemove', x, y);
        for (const type of ['mousedown', 'mouseup', 'click']) mouse(type, x, y, { detail: 1 });
      }
      for (const type of ['mousedown', 'mouseup', 'click']) mouse(type, 301, 100, { detail: 2 });
      mouse('dblclick', 301, 100, { detail: 2 });
      const line = edit.session.geometry!.coordinates as Position[];
      expect(line).to.have.length(3);
      near(line[1], at(200, 150));
    });

    it('drags a vertex without dragging the map', async () => {
      const { edit, at, map } = await openSquare();
      const center = map.getCenter();
      const corner = at(350, 50);
      mouse('mousedown', 302, 101);
      mouse('mousemove', 320, 80);
      mouse('mousemove', 350, 50);
      mouse('mouseup', 350, 50);
      near((edit.session.geometry!.coordinates as Position[][])[0]![2], corner);
      expect(map.getCenter()).to.deep.equal(center);
      expect(edit.session.canUndo).to.equal(true);
    });

    it('a midpoint dragged becomes a vertex', async () => {
      const { edit, at } = await openSquare();
      mouse('mousedown', 200, 300);
      mouse('mousemove', 200, 340);
      mouse('mouseup', 200, 340);
      const [ring] = edit.session.geometry!.coordinates as Position[][];
      expect(ring).to.have.length(6);
      near(ring![1], at(200, 340));
    });

    it('a vertex only clicked is selected, not moved', async () => {
      const { edit } = await openSquare();
      const before = edit.session.geometry;
      for (const type of ['mousedown', 'mouseup', 'click']) mouse(type, 101, 101, { detail: 1 });
      expect(edit.selected).to.deep.equal([0, 0, 3]);
      expect(edit.session.geometry).to.equal(before);
      expect(edit.session.canUndo).to.equal(false);
    });

    it('a right click takes a vertex away', async () => {
      const { edit } = await openSquare();
      for (const type of ['mousedown', 'contextmenu', 'mouseup'])
        mouse(type, 100, 100, { button: 2 });
      expect((edit.session.geometry!.coordinates as Position[][])[0]).to.have.length(4);
    });

    it('with the tool for it, the whole feature is dragged from its inside', async () => {
      const { edit, at } = await openSquare();
      edit.tool = 'move';
      mouse('mousedown', 200, 200);
      mouse('mousemove', 230, 180);
      mouse('mouseup', 230, 180);
      const [ring] = edit.session.geometry!.coordinates as Position[][];
      expect(ring).to.have.length(5);
      near(ring![0], at(130, 280));
      near(ring![2], at(330, 80));
    });
  });

  describe('on the map', () => {
    it('is drawn from sources of its own, put back after a new style, gone at the end', async () => {
      const { map, stage, edit } = await openSquare();
      await map.once('idle');
      const drawn = () =>
        map
          .queryRenderedFeatures({ layers: ['sit-edit-handles'] })
          .map((feature) => feature.properties['image'])
          .toSorted();
      expect(drawn()).to.deep.equal([
        ...Array(4).fill('sit-edit-midpoint'),
        ...Array(4).fill('sit-edit-vertex'),
      ]);
      map.setStyle({
        version: 8,
        sources: {},
        layers: [{ id: 'paper', type: 'background', paint: { 'background-color': '#fff' } }],
      });
      await map.once('idle');
      expect(drawn()).to.have.length(8);
      expect(map.queryRenderedFeatures([200, 200], { layers: ['sit-edit-fill'] })).to.have.length(
        1,
      );
      expect(edit.faults).to.deep.equal([]);
      stage.dispose();
      expect(map.getStyle().layers.map(({ id }) => id)).to.deep.equal(['paper']);
      expect(Object.keys(map.getStyle().sources)).to.deep.equal([]);
      expect(document.querySelector('sit-edit-surface')).to.equal(null);
    });

    it('vertices too close to be told apart are neither shown nor taken hold of', async () => {
      const probe = await open(null);
      const circle = Array.from({ length: 400 }, (_, i): Position => {
        const angle = (i / 400) * 2 * Math.PI;
        return probe.at(200 + 100 * Math.cos(angle), 200 + 100 * Math.sin(angle));
      });
      close();
      const { edit, map } = await open({ type: 'Polygon', coordinates: [[...circle, circle[0]!]] });
      await map.once('idle');
      expect(map.queryRenderedFeatures({ layers: ['sit-edit-handles'] })).to.have.length(0);
      mouse('mousedown', 300, 200);
      mouse('mousemove', 320, 200);
      mouse('mouseup', 320, 200);
      expect(edit.session.isDirty).to.equal(false);
    });

    it('a boundary that crosses itself is drawn in red where it does', async () => {
      const { map, edit } = await openSquare();
      mouse('mousedown', 300, 300);
      mouse('mousemove', 150, 50);
      mouse('mouseup', 150, 50);
      expect(edit.faults.map((fault) => fault.reason)).to.deep.equal(['self-intersection']);
      await map.once('idle');
      const marks = map.queryRenderedFeatures({ layers: ['sit-edit-marks'] });
      expect(marks.map((mark) => mark.properties['image'])).to.deep.equal(['sit-edit-fault']);
    });

    it('the surface is named and explained to screen readers', async () => {
      const { surface } = await openSquare();
      expect(surface.tabIndex).to.equal(0);
      expect(surface.ariaLabel).to.equal(editorIt.surface.label);
      expect(surface.ariaDescription).to.equal(editorIt.surface.help);
    });
  });
});
