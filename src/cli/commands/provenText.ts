import type { PathSpec } from '../../paths/facts.js'
import { type Agreement, type Exact, lossOf } from '../../paths/proof.js'
import type { Trace } from '../../paths/trace.js'
import type { Proven } from './pathsProve.js'

const lossWords = (loss: number): string => `${loss < 0 ? 'gain' : 'loss'} ${Math.abs(loss).toFixed(4)} ETH`
const tiny = (value: number): string => value.toExponential(1)

const dayWords = (day: number | null): string =>
  day === null ? 'not liquidated' : `liquidated on day ${Number(day.toFixed(2))}`

const kernelLine = ({ steps, start, liquidatedAt }: Trace, { stepsPerDay }: PathSpec): string => {
  const loss = start.worthEth - (steps.at(-1)?.worthEth ?? start.worthEth)
  return `    kernel            ${lossWords(loss)}, ${dayWords(liquidatedAt === null ? null : liquidatedAt / stepsPerDay)}`
}

const exactLine = (name: string, exact: Exact): string => {
  const loss = lossOf(exact) * (exact.steps[0]?.worthEth ?? 0)
  const day = exact.liquidatedAtSeconds === null ? null : exact.liquidatedAtSeconds / 86_400
  return `    ${name.padEnd(18)}${lossWords(loss)}, ${dayWords(day)}`
}

const agreementLine = (name: string, found: Agreement): string => {
  const taken =
    found.seized === null || found.covered === null
      ? ''
      : `; seized ${tiny(found.seized)}, covered ${tiny(found.covered)}`
  return `    kernel off ${name}: health factor ${tiny(found.healthFactor)}, debt ${tiny(found.debt)}, net worth ${tiny(found.netWorth)} at most, of ${found.steps} steps${taken}.`
}

const leftOutLine = (trace: Trace, peopled: Exact): string => {
  const own = trace.start.worthEth - (trace.steps.at(-1)?.worthEth ?? 0)
  const theirs = lossOf(peopled) * (peopled.steps[0]?.worthEth ?? 0)
  const more = theirs - own
  const words =
    Math.abs(more) < 0.00005
      ? 'nothing to 0.0001 ETH'
      : `${Math.abs(more).toFixed(4)} ETH ${more > 0 ? 'more' : 'less'} loss`
  return `    What the kernel leaves out: ${words} with every actor.`
}

const refusedLine = ({ refused }: Exact): readonly string[] => {
  const [first] = refused
  return first === undefined
    ? []
    : [
        `    ${refused.length === 1 ? 'A shock was' : `${refused.length} shocks were`} refused, first ${first}; the run leaves the path there.`,
      ]
}

const forkLines = ({ fork, forkDifference, forkAgreement }: Proven['proof']): readonly string[] => {
  if (!fork || !forkDifference || !forkAgreement)
    return ['    The fork did not run: a market file has no code.']
  const where = forkDifference.where === null ? '' : ` (${forkDifference.where})`
  return [
    exactLine('fork', fork),
    agreementLine('the fork', forkAgreement),
    `    Fork and exact model: largest difference ${forkDifference.most} wei${where}, ${forkDifference.compared} markets compared.`,
  ]
}

const provenText = ({ why, path, file, trace, proof }: Proven, spec: PathSpec): string =>
  [
    `  Path ${path}, ${why}: ${file}`,
    kernelLine(trace, spec),
    exactLine('exact model', proof.model),
    exactLine('with every actor', proof.peopled),
    agreementLine('the exact model', proof.modelAgreement),
    ...forkLines(proof),
    leftOutLine(trace, proof.peopled),
    ...refusedLine(proof.model),
  ].join('\n')

const exactData = (exact: Exact) => ({
  lossShare: lossOf(exact),
  liquidatedAtSeconds: exact.liquidatedAtSeconds,
  refused: exact.refused,
})

/** A proven path as JSON has it: without its steps, which are in the file. */
export const provenData = ({ why, path, file, trace, proof }: Proven) => ({
  why,
  path,
  file,
  kernel: {
    lossShare: 1 - (trace.steps.at(-1)?.worthEth ?? 0) / trace.start.worthEth,
    liquidatedAtStep: trace.liquidatedAt,
  },
  model: exactData(proof.model),
  withEveryActor: exactData(proof.peopled),
  fork: proof.fork && exactData(proof.fork),
  kernelOffModel: proof.modelAgreement,
  kernelOffFork: proof.forkAgreement,
  forkOffModelWei: proof.forkDifference && String(proof.forkDifference.most),
})

/** Proven paths of one position, as text. */
export const provenLines = (name: string, proven: readonly Proven[], spec: PathSpec): string =>
  `${name} on real code:\n${proven.map(one => provenText(one, spec)).join('\n')}\n`
