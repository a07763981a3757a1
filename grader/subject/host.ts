/**
 * The process in which a submission runs: loads bundled stages and answers calls.
 * Arguments: the folder of TensorFlow.js; the backend, or an empty word for the best; the name and the bundle of each stage,
 * or none to see whether the backend works. It knows no test, no expected value and no other submission.
 */
import './host-tensorflow';
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../lib/backend';
import { here } from '../../lib/health/here';
import { recordInfluence } from '../../lib/leaks/recorded';
import { trainMilestone } from '../../lib/milestones/train';
import { type Transformer, trainReversal } from '../../lib/reversal/train';
import { isTodo } from '../../lib/todo';
import { limits } from '../limits';
import { decode, encode, type Message } from './codec';
import { FrameReader, writeFrame } from './frames';
import { type Answer, channel, type Fault, type Request } from './protocol';

const [, backend = '', ...pairs] = process.argv.slice(2);
const out = createWriteStream('', { fd: channel.replies });
const reply = (message: Answer) => out.write(writeFrame(encode(message)));

await start();
/** Whether there was a training here: none of its steps can use what an earlier one has made, and so no later call does. */
let hasTrained = false;
/** What the loaded stages export. */
const exported = new Map<string, Readonly<Record<string, unknown>>>();
const reader = new FrameReader();
// Not a file stream: a thread that waits in a read would keep `process.exit` of a student waiting, too.
for await (const chunk of new Socket({ fd: channel.requests, readable: true, writable: false })) {
  for (const message of reader.push(chunk as Buffer)) await answer(message);
}
process.exit(0);

async function start(): Promise<void> {
  try {
    reply({ id: 'started', backend: await startBackend({ prefer: backend || undefined }) });
  } catch (error) {
    reply({ id: 'started', fault: faultOf(error) });
  }
}

async function load(stage: string): Promise<void> {
  const bundle = pairs[pairs.indexOf(stage) + 1] ?? '';
  // Not before: Node would read the source maps of TensorFlow.js, too.
  process.setSourceMapsEnabled(true);
  Object.assign(globalThis, namesOfTests(bundle));
  exported.set(stage, await import(pathToFileURL(bundle).href));
}

/** What vitest, too, gives to every file besides what a module has: `if (require.main === module)` is no failure there. */
function namesOfTests(bundle: string): Record<string, unknown> {
  const module = { exports: {} };
  const require = createRequire(pathToFileURL(bundle));
  return { require, module, exports: module.exports, __filename: bundle, __dirname: dirname(bundle) };
}

async function answer(message: Message): Promise<void> {
  tf.engine().startScope();
  const request = decode(message) as Request;
  const given = new Set(tracked());
  try {
    reply({ id: request.id, value: await carryOut(request) });
  } catch (error) {
    reply({ id: request.id, fault: faultOf(error) });
  } finally {
    const stay = request.op === 'call' && !hasTrained && hasRoom();
    tf.engine().endScope(stay ? tracked().filter((tensor) => !given.has(tensor)) : []);
  }
}

/** The tensors that the end of this scope disposes. */
function tracked(): tf.Tensor[] {
  return tf.engine().state.activeScope?.track ?? [];
}

/** As in the student's own tests, what a call has made stays: code may remember it for the next call. Within bounds. */
function hasRoom(): boolean {
  const { numBytes, numTensors } = tf.memory();
  return numBytes < limits.keptBytes && numTensors < limits.keptTensors;
}

async function carryOut(request: Request): Promise<unknown> {
  if (request.op === 'load') return load(request.stage);
  const subjectFunction = (name: string) => functionOf(request.stage, name);
  if (request.op === 'call') return subjectFunction(request.name)(...request.args);
  if (request.op === 'tensors') return tf.memory().numTensors;
  if (request.op === 'watch') return here(subjectFunction(request.name)).watch(request.args);
  if (request.op === 'gradient') {
    return here(subjectFunction(request.name)).gradient(request.args, request.weights, request.paths);
  }
  if (request.op === 'milestone') return trainMilestone(request.training, subjectFunction);
  const transformer = subjectFunction('transformer') as Transformer;
  if (request.op === 'influence') return recordInfluence(transformer, request.seed);
  hasTrained = true;
  const { seed, targets, maxSteps } = request;
  const { params, history, ended } = await trainReversal({ transformer, seed, targets, maxSteps });
  return { params, history, ended };
}

function functionOf(stage: string, name: string): (...args: unknown[]) => unknown {
  const names = exported.get(stage) ?? {};
  const found = names[name];
  if (typeof found === 'function') return found as (...args: unknown[]) => unknown;
  const all = Object.keys(names).join(', ') || 'nothing';
  throw Object.assign(new Error(`the file exports no function \`${name}\`; it exports ${all}`), {
    name: 'MissingExport',
  });
}

function faultOf(error: unknown): Fault {
  if (isTodo(error)) return { kind: 'todo', name: 'TodoError', message: '', exercise: error.exercise };
  const { name, message, stack } = error instanceof Error ? error : new Error(`threw ${inspect(error)}`);
  // A subclass arrives as what it is.
  const known = error instanceof RangeError ? 'RangeError' : name;
  const at = /exercises\/[^\s():]+:\d+/.exec(stack ?? '')?.[0];
  return {
    kind: name === 'MissingExport' ? 'missing' : 'threw',
    name: known,
    message: message.slice(0, 2000),
    at,
  };
}
