/** Somebody asks what is at a place: a click, or Enter with the map centred on it. Degrees, WGS 84. */
export class SitInspectEvent extends Event {
  readonly lng: number;
  readonly lat: number;

  constructor({ lng, lat }: { lng: number; lat: number }) {
    super('sit-inspect', { bubbles: true, composed: true });
    this.lng = lng;
    this.lat = lat;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sit-inspect': SitInspectEvent;
  }
}
