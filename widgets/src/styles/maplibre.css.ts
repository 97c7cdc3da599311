/**
 * What a map needs of MapLibre GL's sheet, for use in a shadow root: canvas, cursors, touch, markers.
 * Its controls are left out, for we draw our own.
 */
import { css } from 'lit';

export const maplibreStyles = css`
  .maplibregl-map {
    position: relative;
    overflow: hidden;
    -webkit-tap-highlight-color: transparent;
    -webkit-touch-callout: none;
  }

  .maplibregl-canvas,
  .maplibregl-marker {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
  }

  .maplibregl-marker {
    will-change: transform;
  }

  .maplibregl-canvas-container.maplibregl-interactive {
    cursor: grab;
    user-select: none;
  }

  .maplibregl-canvas-container.maplibregl-interactive.maplibregl-track-pointer {
    cursor: pointer;
  }

  .maplibregl-canvas-container.maplibregl-interactive:active {
    cursor: grabbing;
  }

  .maplibregl-canvas-container.maplibregl-touch-zoom-rotate,
  .maplibregl-canvas-container.maplibregl-touch-zoom-rotate .maplibregl-canvas {
    touch-action: pan-x pan-y;
  }

  .maplibregl-canvas-container.maplibregl-touch-drag-pan,
  .maplibregl-canvas-container.maplibregl-touch-drag-pan .maplibregl-canvas {
    touch-action: pinch-zoom;
  }

  .maplibregl-canvas-container.maplibregl-touch-zoom-rotate.maplibregl-touch-drag-pan,
  .maplibregl-canvas-container.maplibregl-touch-zoom-rotate.maplibregl-touch-drag-pan
    .maplibregl-canvas {
    touch-action: none;
  }

  .maplibregl-crosshair,
  .maplibregl-crosshair .maplibregl-interactive,
  .maplibregl-crosshair .maplibregl-interactive:active {
    cursor: crosshair;
  }

  .maplibregl-boxzoom {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    inline-size: 0;
    block-size: 0;
    border: 2px dotted var(--_ink);
    background: var(--_ground);
    opacity: 0.5;
  }

  .maplibregl-control-container {
    display: none;
  }
`;
