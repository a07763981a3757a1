/**
 * Exact statements about a number of hits: tails of the binomial distribution and Clopper–Pearson bounds.
 * Tails are accurate to about 1e-13 of their own size, however small, for up to a million trials or so.
 */

/**
 * How likely are that many hits, or more?
 *
 * @param hits - an integer from 0 to `trials`
 * @param trials - an integer, at least 0
 * @param probability - of a hit in each trial, from 0 to 1
 * @returns P(X ≥ hits) for X ~ Binomial(trials, probability)
 * @throws {RangeError} for any other argument
 */
export function upperTail(hits: number, trials: number, probability: number): number {
  checkCounts(hits, trials);
  checkProbability('probability', probability, 0, 1);
  if (hits === 0) return 1;
  // Sum the smaller of the two tails: only there the terms fall from the start, and 1 − sum loses no digits.
  if (hits > trials * probability) return sumUp(hits, trials, probability);
  return 1 - sumDown(hits - 1, trials, probability);
}

/**
 * How likely are that many hits, or fewer?
 *
 * @param hits - an integer from 0 to `trials`
 * @param trials - an integer, at least 0
 * @param probability - of a hit in each trial, from 0 to 1
 * @returns P(X ≤ hits) for X ~ Binomial(trials, probability)
 * @throws {RangeError} for any other argument
 */
export function lowerTail(hits: number, trials: number, probability: number): number {
  checkCounts(hits, trials);
  checkProbability('probability', probability, 0, 1);
  if (hits === trials) return 1;
  if (hits < trials * probability) return sumDown(hits, trials, probability);
  return 1 - sumUp(hits + 1, trials, probability);
}

/**
 * The exact lower confidence bound of a probability (Clopper and Pearson, Biometrika 26, 1934): the largest
 * p at which this many hits, or more, have a probability of at most `errorRate`. It lies above the true
 * probability in at most that share of all cases.
 *
 * @param hits - an integer from 0 to `trials`
 * @param trials - an integer, at least 0; without trials the bound is 0
 * @param errorRate - between 0 and 1, both excluded
 * @throws {RangeError} for any other argument
 */
export function lowerBound(hits: number, trials: number, errorRate: number): number {
  checkCounts(hits, trials);
  checkProbability('errorRate', errorRate, Number.MIN_VALUE, 1 - Number.EPSILON);
  if (hits === 0) return 0;
  return bisect((p) => upperTail(hits, trials, p) <= errorRate);
}

/**
 * The exact upper confidence bound of a probability: the smallest p at which this many hits, or fewer, have
 * a probability of at most `errorRate`.
 *
 * @param hits - an integer from 0 to `trials`
 * @param trials - an integer, at least 0; without trials the bound is 1
 * @param errorRate - between 0 and 1, both excluded
 * @throws {RangeError} for any other argument
 */
export function upperBound(hits: number, trials: number, errorRate: number): number {
  checkCounts(hits, trials);
  checkProbability('errorRate', errorRate, Number.MIN_VALUE, 1 - Number.EPSILON);
  if (hits === trials) return 1;
  return bisect((p) => lowerTail(hits, trials, p) > errorRate);
}

/** The number in [0, 1] up to which `holds` is true, to the last bit. */
function bisect(holds: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return low;
    if (holds(middle)) low = middle;
    else high = middle;
  }
}

/** P(X = from) + P(X = from + 1) + …, each term from the one before. */
function sumUp(from: number, trials: number, probability: number): number {
  const odds = probability / (1 - probability);
  let term = pointMass(from, trials, probability);
  let sum = term;
  for (let hits = from; hits < trials && term > sum * 1e-18; hits += 1) {
    term *= ((trials - hits) / (hits + 1)) * odds;
    sum += term;
  }
  return Math.min(sum, 1);
}

/** P(X = from) + P(X = from − 1) + … */
function sumDown(from: number, trials: number, probability: number): number {
  const odds = (1 - probability) / probability;
  let term = pointMass(from, trials, probability);
  let sum = term;
  for (let hits = from; hits > 0 && term > sum * 1e-18; hits -= 1) {
    term *= (hits / (trials - hits + 1)) * odds;
    sum += term;
  }
  return Math.min(sum, 1);
}

/**
 * P(X = hits) by C. Loader, "Fast and accurate computation of binomial probabilities" (2000). The logarithm
 * of a factorial would lose as many digits as it is long; the deviance does not.
 */
function pointMass(hits: number, trials: number, probability: number): number {
  const misses = trials - hits;
  if (probability === 0) return hits === 0 ? 1 : 0;
  if (probability === 1) return misses === 0 ? 1 : 0;
  if (hits === 0) return Math.exp(trials * Math.log1p(-probability));
  if (misses === 0) return Math.exp(trials * Math.log(probability));
  const exponent =
    stirlingError(trials) -
    stirlingError(hits) -
    stirlingError(misses) -
    deviance(hits, trials * probability) -
    deviance(misses, trials * (1 - probability));
  return Math.exp(exponent) * Math.sqrt(trials / (2 * Math.PI * hits * misses));
}

/** ln n! − (½ ln 2πn + n ln n − n), for n ≥ 1. */
function stirlingError(n: number): number {
  if (n <= 15) {
    let factorial = 1;
    for (let factor = 2; factor <= n; factor += 1) factorial *= factor;
    return Math.log(factorial) - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n);
  }
  const square = n * n;
  const series = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360];
  return series.reduceRight((sum, coefficient) => coefficient + sum / square, 0) / n;
}

/** x ln(x / mean) + mean − x, without cancellation where x is close to the mean. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  const v = difference / (x + mean);
  if (Math.abs(v) > 0.1) return x * Math.log(x / mean) - difference;
  // ln(x / mean) = 2 (v + v³/3 + v⁵/5 + …)
  let sum = difference * v;
  let power = 2 * x * v;
  for (let odd = 3; ; odd += 2) {
    power *= v * v;
    const next = sum + power / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

function checkCounts(hits: number, trials: number): void {
  if (!Number.isSafeInteger(trials) || trials < 0) {
    throw new RangeError(`Expected trials to be an integer of at least 0, got ${trials}`);
  }
  if (!Number.isInteger(hits) || hits < 0 || hits > trials) {
    throw new RangeError(`Expected hits to be an integer from 0 to ${trials}, got ${hits}`);
  }
}

function checkProbability(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new RangeError(`Expected ${name} to be a probability, got ${value}`);
}
