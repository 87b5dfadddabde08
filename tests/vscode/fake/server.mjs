#!/usr/bin/env node
// A server that says it is Ouroboros and then misbehaves as its name tells: link or copy it under the name.
//
//   dumb     ends when it is asked to serve
//   mortal   serves, and dies a moment later, again and again
//   endless  reads a repository at one percent a time, until it is told to stop
//
// What trace it is asked for it notes in a file beside it.

import * as fs from 'node:fs';
import * as path from 'node:path';

const manner = path.basename(process.argv[1], '.mjs');
const [what] = process.argv.slice(2);

if (what === '--version') {
  console.log('ouroboros 9.9.9');
} else if (what === 'lsp' && manner === 'dumb') {
  console.error('the dog ate my homework');
  process.exit(3);
} else if (what === 'lsp') {
  serve();
} else {
  process.exit(2);
}

function serve() {
  let buffer = Buffer.alloc(0);
  process.stdin.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(buffer.toString('latin1', 0, Math.max(head, 0)))?.[1]);
      if (head < 0 || buffer.length < head + 4 + length) {
        return;
      }
      const message = JSON.parse(buffer.toString('utf8', head + 4, head + 4 + length));
      buffer = buffer.subarray(head + 4 + length);
      take(message);
    }
  });
  process.stdin.on('end', () => process.exit(0));
}

let reading;

function take({ id, method, params }) {
  const trace = method === 'initialize' ? params.trace : method === '$/setTrace' ? params.value : undefined;
  if (trace !== undefined) {
    fs.appendFileSync(path.join(path.dirname(process.argv[1]), 'trace'), `${trace}\n`);
  }
  if (method === 'initialize') {
    send({ id, result: { capabilities: {} } });
  } else if (method === 'initialized' && manner === 'mortal') {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
  } else if (method === 'initialized' && manner === 'endless') {
    send({ id: 'create', method: 'window/workDoneProgress/create', params: { token: 'reading' } });
    let percent = 0;
    tell({ kind: 'begin', title: 'Reading the repository', cancellable: true, percentage: percent });
    reading = setInterval(() => tell({ kind: 'report', percentage: (percent = Math.min(99, percent + 1)) }), 20);
  } else if (method === 'window/workDoneProgress/cancel' && params.token === 'reading') {
    clearInterval(reading);
    tell({ kind: 'end', message: 'stopped' });
  } else if (method === 'shutdown') {
    send({ id, result: null });
  } else if (method === 'exit') {
    process.exit(0);
  } else if (id !== undefined && method !== undefined) {
    send({ id, error: { code: -32601, message: 'not here' } });
  }
}

function tell(value) {
  send({ method: '$/progress', params: { token: 'reading', value } });
}

function send(message) {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  process.stdout.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
