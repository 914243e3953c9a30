// `node scripts/check-lock.mjs [--write]`: package-lock.json must name every optional package of its packages.
//
// Native packages come as one optional package per platform. A lock file that was written where only some of them could
// be had (npm drops the others without a word) makes `npm ci` refuse everywhere with "Missing: … from lock file".
// `--write` adds the missing ones: the exact version from the dependent package, the platform from the name, no
// checksum, which npm checks only where such a package is installed. Run it after `npm install` of a native package.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** The restriction that a platform package's name states, in the words of package.json. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = systems.find(system => words.includes(system));
  const cpu = processors.find(processor => words.includes(processor));
  let libc;
  if (words.some(word => word.startsWith('musl'))) libc = 'musl';
  else if (words.some(word => word.startsWith('gnu'))) libc = 'glibc';
  return {
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
    ...(os === undefined ? {} : { os: [os] }),
  };
}

/** Whether `name` is in the lock where a package at `path` looks for it: its own folder, then those above. */
function resolves(path, name) {
  for (let folder = path; ; ) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
    const parent = folder.lastIndexOf('/node_modules/');
    folder = parent === -1 ? '' : folder.slice(0, parent);
  }
}

const missing = new Map();
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!resolves(path, name)) missing.set(name, { version, dev: entry.dev });
  }
}

if (missing.size === 0) process.exit(0);

if (!process.argv.includes('--write')) {
  console.error(`package-lock.json: ${missing.size} optional packages are missing: ${[...missing.keys()].join(', ')}.`);
  console.error('Run `node scripts/check-lock.mjs --write` and commit.');
  process.exit(1);
}

for (const [name, { version, dev }] of missing) {
  const platform = platformOf(name);
  // Without a platform or an exact version npm would try to install it here, which is what failed.
  if (platform.os === undefined && platform.cpu === undefined) {
    console.error(`package-lock.json: cannot tell the platform of ${name}. Add its entry by hand.`);
    process.exit(1);
  }
  if (!/^\d+\.\d+\.\d+/.test(version)) {
    console.error(`package-lock.json: ${name} is wanted as "${version}", not as an exact version. Add it by hand.`);
    process.exit(1);
  }
  lock.packages[`node_modules/${name}`] = { version, ...platform, ...(dev ? { dev } : {}), optional: true };
}
const [rootEntry, ...others] = Object.entries(lock.packages);
// npm's own order: by path, as localeCompare sorts in English.
others.sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries([rootEntry, ...others]);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: added ${missing.size} optional packages.`);
