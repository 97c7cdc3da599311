/** What credentials there are and which may be shown where (OpenAPI 3.1 §4.8.27), from who may ask. */
import type { Access } from '../http/access.ts';

export const SECURITY_SCHEMES = {
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'sit_session',
    description: 'Session of our own pages; what changes something must come from such a page',
  },
  portalToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'Token of a registered portal’s page, good with that page’s Origin only',
  },
  serviceKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'sit_service_…',
    description:
      'Secret key of a program, with its roles and limits; refused where an Origin is sent',
  },
  embedKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'sit_embed_…',
    description: 'Public key of a page, good on its origins only; reads what is public',
  },
} as const;

type Requirement = Partial<Record<keyof typeof SECURITY_SCHEMES, string[]>>;

const ownPage: Requirement[] = [{ session: [] }];
const holders: Requirement[] = [...ownPage, { portalToken: [] }, { serviceKey: [] }];

export const SECURITY: Readonly<Record<Access, Requirement[]>> = {
  public: [{}, ...holders, { embedKey: [] }],
  'signed-in': holders,
  office: holders,
  'own-page': ownPage,
  administrator: ownPage,
};
