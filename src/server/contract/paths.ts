/**
 * Every route of the HTTP API: method and path. Free of Zod, so that the page can import it without weight; what goes in
 * and out of each is in `contract.ts`, under the same key.
 */
export const PATHS = {
  'session.start': ['POST', '/api/session'],
  'session.setup': ['POST', '/api/session/setup'],
  'session.me': ['GET', '/api/session'],
  'session.end': ['DELETE', '/api/session'],
  'session.list': ['GET', '/api/session/all'],
  'session.endOthers': ['DELETE', '/api/session/others'],
  'session.password': ['PUT', '/api/session/password'],

  'offices.list': ['GET', '/api/offices'],
  'offices.save': ['PUT', '/api/offices/:code'],
  'accounts.list': ['GET', '/api/accounts'],
  'accounts.create': ['POST', '/api/accounts'],
  'accounts.grant': ['POST', '/api/accounts/:id/grants'],
  'accounts.revoke': ['POST', '/api/accounts/:id/grants/remove'],
  'accounts.move': ['POST', '/api/accounts/:id/move'],
  'accounts.lock': ['POST', '/api/accounts/:id/lock'],
  'accounts.unlock': ['POST', '/api/accounts/:id/unlock'],
  'accounts.password': ['PUT', '/api/accounts/:id/password'],

  'batches.list': ['GET', '/api/batches'],
  'batches.get': ['GET', '/api/batches/:id'],
  'batches.progress': ['GET', '/api/batches/:id/progress'],
  'batches.policy': ['PUT', '/api/batches/:id/policy'],
  'batches.books': ['GET', '/api/batches/:id/books'],
  'books.get': ['GET', '/api/books/:id'],
  'books.hand': ['PUT', '/api/books/:id/hand'],
  'books.pages': ['GET', '/api/books/:id/pages'],
  'books.entries': ['GET', '/api/books/:id/entries'],

  'books.events': ['GET', '/api/books/:id/page-events'],
  'pages.move': ['POST', '/api/pages/:id/move'],
  'pages.classify': ['POST', '/api/pages/:id/class'],
  'pages.undo': ['POST', '/api/pages/:id/undo'],

  'work.summary': ['GET', '/api/work'],
  'work.mine': ['GET', '/api/work/mine'],
  'work.claim': ['POST', '/api/work/claim'],
  'work.renew': ['POST', '/api/work/renew'],
  'work.return': ['POST', '/api/work/return'],
  'work.today': ['GET', '/api/work/today'],
  'work.questions': ['GET', '/api/work/questions'],

  'pages.get': ['GET', '/api/pages/:id'],
  'entries.get': ['GET', '/api/entries/:id'],
  'entries.open': ['POST', '/api/entries/:id/open'],
  'entries.skip': ['POST', '/api/entries/:id/skip'],
  'entries.ask': ['POST', '/api/entries/:id/questions'],
  'entries.colleagues': ['GET', '/api/entries/:id/colleagues'],
  'entries.answer': ['POST', '/api/questions/:id/answer'],
  'entries.pageProblem': ['POST', '/api/entries/:id/page-problem'],
  'entries.save': ['PUT', '/api/entries/:id/fields/:field'],
  'entries.undo': ['POST', '/api/entries/:id/undo'],
  'entries.history': ['GET', '/api/entries/:id/fields/:field/history'],
  'entries.check': ['POST', '/api/entries/:id/check'],
  /** A POST although it changes nothing: names of people do not belong into addresses, which end up in logs. */
  'entries.search': ['POST', '/api/search'],

  'supervision.waiting': ['GET', '/api/supervision'],
  'supervision.contents': ['GET', '/api/supervision/:id'],
  'supervision.sample': ['GET', '/api/supervision/:id/sample'],
  'supervision.approve': ['POST', '/api/supervision/:id/approve'],
  'supervision.return': ['POST', '/api/supervision/:id/return'],
  'supervision.load': ['POST', '/api/supervision/:id/load'],
  'supervision.report': ['GET', '/api/supervision/:id/load'],

  'holds.list': ['GET', '/api/holds'],
  'holds.release': ['POST', '/api/holds/:id/release'],

  'forms.list': ['GET', '/api/forms'],
  'forms.vocabulary': ['GET', '/api/form-vocabulary'],
  'forms.export': ['GET', '/api/forms/:form/file'],
  'drafts.list': ['GET', '/api/form-drafts'],
  'drafts.start': ['POST', '/api/form-drafts'],
  'drafts.get': ['GET', '/api/form-drafts/:id'],
  'drafts.save': ['PUT', '/api/form-drafts/:id'],
  'drafts.remove': ['DELETE', '/api/form-drafts/:id'],
  /** The body is the file itself. */
  'drafts.upload': ['POST', '/api/form-drafts/:id/files'],
  'drafts.propose': ['POST', '/api/form-drafts/:id/samples'],
  'drafts.try': ['POST', '/api/form-drafts/:id/trials'],
  'drafts.pages': ['GET', '/api/form-drafts/:id/pages'],
  'drafts.page': ['GET', '/api/form-drafts/:id/pages/:page'],
  'drafts.removePage': ['DELETE', '/api/form-drafts/:id/pages/:page'],
  'drafts.take': ['POST', '/api/form-drafts/:id/pages/:page/take'],
  'drafts.publish': ['POST', '/api/form-drafts/:id/versions'],

  'statistics.myDay': ['GET', '/api/statistics/me'],
  'statistics.disagreements': ['GET', '/api/statistics/disagreements'],
  'places.complete': ['GET', '/api/places'],
  /** A POST although it changes nothing: where somebody lives does not belong into addresses. */
  'places.now': ['POST', '/api/places/now'],
  'system.queues': ['GET', '/api/system/queues'],
} as const satisfies Record<string, readonly ['GET' | 'POST' | 'PUT' | 'DELETE', `/api/${string}`]>;

export type RouteKey = keyof typeof PATHS;

/** Pictures and what is no JSON. Widths are rounded up to one of `IMAGE_WIDTHS`. */
export const PICTURES = {
  /** `?width=` one of IMAGE_WIDTHS; WebP of the whole page. */
  page: '/api/pages/:id/image',
  /** `?width=` up to 1600; WebP of the field with the paper around it. */
  crop: '/api/entries/:id/fields/:field/crop',
  /** `?width=` one of IMAGE_WIDTHS; WebP of a frame (from 0) of a file that was handed to the designer. */
  draftFrame: '/api/form-drafts/:id/files/:file/frames/:frame/image',
  /** …of a straightened side of a sample. */
  draftSample: '/api/form-drafts/:id/pages/:page/sides/:side/image',
  /** …of the blank form (`entry`, `cover`, `closing`) of the edition that a draft began with. */
  draftBlank: '/api/form-drafts/:id/blanks/:class/image',
} as const;
/** Bytes of a file that may be handed to the designer. */
export const LARGEST_SAMPLE = 64 * 1024 * 1024;
export const IMAGE_WIDTHS = [240, 800, 1200, 1800, 2480] as const;

export const OPENAPI_PATH = '/api/openapi.json';
/** bull-board, for administrators of all offices. */
export const QUEUES_PATH = '/admin/queues';
