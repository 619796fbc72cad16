// Something that speaks TLS before the program, as API Gateway does in production: with a certificate
// made for the occasion, on one port that also leads plain HTTP to HTTPS.

import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The first byte of a TLS handshake. */
const HANDSHAKE = 0x16;

export class TlsFront {
  /** Takes a free port and makes a certificate; what it leads to is told by `leadTo`. */
  static async open() {
    const folder = await mkdtemp(join(tmpdir(), "charmm-tls-"));
    const at = (name) => join(folder, name);
    const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    const openssl = (...more) => execFileSync("openssl", ["req", "-x509", ...made, ...more], { stdio: "ignore" });
    openssl("-keyout", at("root.key"), "-out", at("root.pem"), "-subj", "/CN=charmm test root");
    openssl(
      ...["-CA", at("root.pem"), "-CAkey", at("root.key"), "-keyout", at("own.key"), "-out", at("own.pem")],
      ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
      ...["-addext", "basicConstraints=critical,CA:FALSE"],
    );
    const front = new TlsFront(folder, at("root.pem"));
    const tls = { key: readFileSync(at("own.key")), cert: readFileSync(at("own.pem")) };
    front.secure = createTlsServer(tls, (asked, reply) => front.#pass(asked, reply));
    front.plain = createServer((asked, reply) => {
      reply.writeHead(301, { location: front.origin + asked.url }).end();
    });
    front.door = createTcpServer((socket) => front.#greet(socket));
    front.door.listen(0, "127.0.0.1");
    await once(front.door, "listening");
    front.authority = `localhost:${front.door.address().port}`;
    front.origin = `https://${front.authority}`;
    return front;
  }

  constructor(folder, root) {
    this.folder = folder;
    /** The file of the root certificate that its own is judged by. */
    this.root = root;
    this.sockets = new Set();
    /** A cookie that is added to every request, for a scanner that cannot sign in. */
    this.cookie = undefined;
  }

  /** Leads every request to this port. */
  leadTo(port) {
    this.port = port;
  }

  #greet(socket) {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => {});
    socket.once("data", (first) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === HANDSHAKE ? this.secure : this.plain).emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  }

  #pass(asked, reply) {
    const headers = { ...asked.headers };
    if (this.cookie) headers.cookie = this.cookie;
    const to = { host: "127.0.0.1", port: this.port, method: asked.method, path: asked.url, headers };
    const passed = request(to, (answer) => {
      reply.writeHead(answer.statusCode, answer.headers);
      answer.pipe(reply);
    });
    passed.on("error", () => reply.writeHead(502).end());
    asked.pipe(passed);
  }

  async close() {
    for (const socket of this.sockets) socket.destroy();
    this.door.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A port of this machine that nobody listens on. */
export async function freePort() {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
