/** What the harness sees with its own eyes: listeners, processes, files and secrets that no attack may reach. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WitnessKind } from './attack';

/** Something that should not have happened; `attack` is empty when nobody can tell whose doing it was. */
export interface Sighting {
  readonly attack: string;
  readonly kind: WitnessKind;
  readonly detail: string;
}

/** A user other than this process's. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** A random text that says nothing and is found nowhere else. */
export const secret = (): string => `canary${randomBytes(12).toString('hex')}`;

/** Places where everybody can write. Attacks write files there whose names begin with the mark of the run. */
const openPlaces = ['/tmp', '/var/tmp', '/dev/shm', '/run', '/', tmpdir()];

export class Outside {
  readonly mark = `attack${randomBytes(6).toString('hex')}`;
  /** Everything secret by what it is. */
  readonly secrets = { environment: secret(), descriptor: secret(), neighbour: secret() };
  private readonly ownSecrets = new Map<string, string>();
  private readonly bystanders = new Map<string, ChildProcess>();
  private readonly freePorts = new Map<string, number>();
  private readonly seen = new Map<string, Sighting>();
  private readonly servers: Server[] = [];
  private readonly connections = new Set<Socket>();
  private readonly udp: UdpSocket;
  private ended = false;
  private port = 0;
  private udpPort = 0;

  private constructor(
    readonly folder: string,
    private readonly user: User | undefined,
  ) {
    this.udp = createSocket('udp4');
  }

  /**
   * @param folder - an empty one for canaries; it is the caller's to remove
   * @param user - whose processes the innocent ones are, when not this one's
   */
  static async open(folder: string, user?: User): Promise<Outside> {
    const outside = new Outside(folder, user);
    for (const name of ['canaries', 'witness']) {
      mkdirSync(join(folder, name));
      chmodSync(join(folder, name), 0o777);
    }
    outside.port = await outside.listen({ port: 0, host: '127.0.0.1' });
    await outside.listen({ path: `\0${outside.mark}` });
    await outside.listen({ path: join(folder, 'socket') });
    outside.udp.on('message', (text) => outside.see(String(text), 'connected', 'sent a datagram'));
    outside.udp.bind(0, '127.0.0.1');
    await once(outside.udp, 'listening');
    outside.udpPort = outside.udp.address().port;
    return outside;
  }

  /** What the texts of an attack may ask for, by name. */
  placeholders(attack: string): Record<string, () => string> {
    return {
      id: () => attack,
      mark: () => this.mark,
      folder: () => this.folder,
      canaryFile: () => this.canaryOf(attack),
      witnessFolder: () => join(this.folder, 'witness'),
      port: () => String(this.port),
      udpPort: () => String(this.udpPort),
      abstractSocket: () => this.mark,
      socket: () => join(this.folder, 'socket'),
      freePort: () => String(this.freePortOf(attack)),
      bystander: () => String(this.bystanderOf(attack).pid),
    };
  }

  /** Looks around once, while the grader runs. */
  watch(): void {
    for (const { pid, command } of marked(this.mark)) this.see(command, 'spawned', `process ${pid}`);
    for (const [attack, port] of this.freePorts) {
      const caller = connect(port, '127.0.0.1', () => {
        this.see(attack, 'connected', `answers on port ${port}`);
        caller.end('hello');
      });
      caller.on('error', () => undefined);
    }
  }

  /** Looks around when the grader has ended, and puts away what is left. */
  async close(): Promise<Sighting[]> {
    // Processes that were killed last need a moment to be gone.
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const { pid, command } of [...marked(this.mark), ...marked(this.folder)]) {
      this.see(command.includes(this.mark) ? command : '', 'left running', `process ${pid}`);
      process.kill(pid, 'SIGKILL');
    }
    for (const [attack, { exitCode, signalCode }] of this.bystanders) {
      if (exitCode !== null || signalCode !== null) this.see(attack, 'killed', 'an innocent process');
    }
    for (const path of this.written()) {
      this.see(path, 'wrote', path);
      rmSync(path, { recursive: true, force: true });
    }
    this.end();
    return [...this.seen.values()];
  }

  /** The secrets that are in a text, by what they are. */
  secretsIn(text: string): string[] {
    const all = [...Object.entries(this.secrets), ...this.ownSecrets];
    return all.filter(([, each]) => text.includes(each)).map(([what]) => `the canary of ${what}`);
  }

  private see(text: string, kind: WitnessKind, detail: string): void {
    const attack = /\b[a-z]+(-[a-z\d]+)+\b/.exec(text.split(this.mark).at(-1) ?? '')?.[0] ?? '';
    this.seen.set(`${attack} ${kind}`, { attack, kind, detail });
  }

  private async listen(where: { port: number; host: string } | { path: string }): Promise<number> {
    const server = createServer((connection) => {
      this.connections.add(connection);
      let text = '';
      connection.on('error', () => undefined);
      connection.on('data', (chunk) => {
        text += chunk;
        this.see(text, 'connected', 'said something');
      });
      connection.on('close', () => text === '' && this.see('', 'connected', 'said nothing'));
    });
    this.servers.push(server.listen(where));
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  private canaryOf(attack: string): string {
    const file = join(this.folder, 'canaries', `${attack}.json`);
    if (!this.ownSecrets.has(attack)) {
      this.ownSecrets.set(attack, secret());
      writeFileSync(file, JSON.stringify(this.ownSecrets.get(attack)));
    }
    return file;
  }

  /** A port that nobody listens on, and that somebody will call again and again. */
  private freePortOf(attack: string): number {
    const port = this.freePorts.get(attack) ?? 20_000 + randomInt(20_000);
    this.freePorts.set(attack, port);
    return port;
  }

  private bystanderOf(attack: string): ChildProcess {
    const bystander =
      this.bystanders.get(attack) ?? spawn('sleep', ['600'], { stdio: 'ignore', ...this.user });
    this.bystanders.set(attack, bystander);
    return bystander;
  }

  private written(): string[] {
    const witnesses = readdirSync(join(this.folder, 'witness')).map((name) =>
      join(this.folder, 'witness', name),
    );
    const elsewhere = [...new Set(openPlaces)].filter(existsSync).flatMap((place) =>
      readdirSync(place)
        .filter((name) => name.startsWith(this.mark))
        .map((name) => join(place, name)),
    );
    return [...witnesses, ...elsewhere];
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const bystander of this.bystanders.values()) bystander.kill('SIGKILL');
    for (const connection of this.connections) connection.destroy();
    for (const server of this.servers) server.close();
    this.udp.close();
  }
}

/** Processes with a mark in their arguments. */
export function marked(mark: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: commandLine(name) }))
    .filter(({ pid, command }) => pid !== process.pid && command.includes(mark));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
