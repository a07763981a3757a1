/**
 * Runs inside a sandbox and tries every way out of it. Prints one line of JSON: for each way what succeeded.
 * Arguments: a file outside, a port of this machine that is listened on, how many MiB to ask for (0 for none).
 *
 * Plain JavaScript without imports of the project: it is all that the sandbox shows.
 */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { fstatSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';

const [secret, port, mebibytes] = process.argv.slice(2);

/** Everything that may be at the top of what a program sees. */
const shownFolders = ['app', 'lib', 'lib64', 'usr', 'nix'];

/** What a way out gave, or nothing when it is closed. */
async function attempt(way) {
  try {
    return (await way()) || undefined;
  } catch {
    return undefined;
  }
}

/** Waits for the event that means success, or for the one that means failure. */
function event(emitter, success, words) {
  return new Promise((resolve, reject) => {
    emitter.on(success, () => resolve(words));
    emitter.on('error', reject);
    setTimeout(reject, 1000).unref();
  });
}

const ways = {
  network: [
    () => event(connect(Number(port), '127.0.0.1'), 'connect', 'connected to this machine'),
    () => event(createSocket('udp4').bind(0), 'listening', 'opened a socket'),
  ],
  processes: [
    () => event(spawn(process.execPath, ['--version']), 'spawn', 'started a process'),
    () => process.kill(process.ppid, 0) && 'signalled another process',
    () => readdirSync('/proc') && 'read /proc',
  ],
  files: [
    () => readFileSync(secret) && 'read a file of the grader',
    () =>
      readdirSync('/')
        .filter((name) => !shownFolders.includes(name))
        .map((name) => `saw /${name}`)[0],
  ],
  writes: ['/probe', '/app/probe', '/tmp/probe', '/dev/shm/probe', '/usr/probe'].map((path) => () => {
    writeFileSync(path, 'x');
    return `wrote ${path}`;
  }),
  environment: [
    // bubblewrap says where the program starts.
    () =>
      Object.keys(process.env)
        .filter((name) => name !== 'PWD')
        .map((name) => `saw the variable ${name}`)[0],
  ],
  descriptors: Array.from({ length: 1021 }, (_, index) => () => {
    const found = fstatSync(index + 3);
    // Node itself holds the top of what it sees open.
    const own = found.isDirectory() && found.dev === statSync('/').dev;
    return (found.isFile() || found.isDirectory()) && !own && `found the open file ${index + 3}`;
  }),
  memory: [
    () => {
      if (mebibytes === '0') return undefined;
      const held = [];
      for (let count = 0; count < Number(mebibytes); count += 16)
        held.push(Buffer.alloc(16 * 1024 * 1024, 1));
      return `got ${held.length * 16} MiB of memory`;
    },
  ],
};

const found = {};
for (const [layer, attempts] of Object.entries(ways)) {
  for (const way of attempts) found[layer] ??= await attempt(way);
}
console.log(JSON.stringify(found));
process.exit(0);
