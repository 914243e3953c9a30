import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type StudioServer, serveStudio } from './studio-server.ts';

let folder: string;
let studio: StudioServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'millrace-studio-'));
  writeFileSync(path.join(folder, 'clip.mp4'), 'abcdefgh');
  studio = await serveStudio({ folder, files: { 'index.html': '<p>studio</p>' } });
});
afterAll(async () => {
  await studio.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends the headers as they are, as `fetch` would not. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET') {
  const { hostname, port, host } = new URL(studio.url);
  return new Promise<{ status: number | undefined; body: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const sent = request({ hostname, port, path: target, method, headers: { host, ...headers } }, response => {
        let body = '';
        response.on('data', part => {
          body += String(part);
        });
        response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
      });
      sent.on('error', reject);
      sent.end();
    },
  );
}

it('serves the page with a strict policy, and parts of files', async () => {
  const page = await ask('/');
  expect(page).toMatchObject({ status: 200, body: '<p>studio</p>' });
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(await ask('/clip.mp4')).toMatchObject({ status: 200, body: 'abcdefgh' });
  const part = await ask('/clip.mp4', { range: 'bytes=2-4' });
  expect(part).toMatchObject({ status: 206, body: 'cde', headers: { 'content-range': 'bytes 2-4/8' } });
});

it.each([
  [{ host: 'evil.example' }, '/', 'GET', 403],
  [{ origin: 'https://evil.example' }, '/', 'GET', 403],
  [{ origin: 'null' }, '/', 'GET', 403],
  [{}, '/', 'POST', 405],
  [{}, '/../studio-server.ts', 'GET', 404],
  [{}, '/..%2f..%2fetc%2fpasswd', 'GET', 404],
  [{}, '/nothing.js', 'GET', 404],
])('refuses %j %s %s', async (headers, target, method, status) => {
  expect((await ask(target, headers, method)).status).toBe(status);
});

it('listens on this machine only', () => {
  expect(new URL(studio.url).hostname).toBe('127.0.0.1');
});
