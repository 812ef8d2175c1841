import { type LayerLesson, narrow } from './layer.js'

/** A request in Lido's queue. */
export const lidoWithdrawal: LayerLesson = {
  is: layer => layer.kind === 'lido.withdrawal',
  name: layer => `request ${narrow(layer, 'lido.withdrawal').requestId} in Lido’s queue`,
  what: () =>
    'Ether that Lido was asked for. It is paid when those ahead have been paid and the ether has come.',
  yields: () => 'Nothing while it waits.',
  risks: () => [
    'The wait may be longer than the forecast.',
    'If the share rate falls before the request is served, the lower rate counts.',
  ],
}
