/** A run of a compute shader: what it is bound to, and over how many workgroups. */
export interface RecordedDispatch {
  readonly kind: 'dispatch';
  readonly pipeline: GPUComputePipeline;
  readonly bindings: readonly RecordedBinding[];
  readonly groups: readonly [number, number, number];
}

/** A buffer of a bind group, and for a uniform buffer the bytes that were in it. */
export interface RecordedBinding {
  readonly binding: number;
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number | undefined;
  readonly uniform: Uint8Array<ArrayBuffer> | undefined;
}

/** A copy from buffer to buffer. */
export interface RecordedCopy {
  readonly kind: 'copy';
  readonly source: GPUBuffer;
  readonly target: GPUBuffer;
  readonly size: number;
}

/** What a device was told, in order. */
export type RecordedCommand = RecordedDispatch | RecordedCopy;

const UNIFORM = 0x40;
/** Commands whose effect would not be the same again, or which are no business of a network. */
const OTHERS = [
  'beginRenderPass',
  'clearBuffer',
  'copyBufferToTexture',
  'copyTextureToBuffer',
  'copyTextureToTexture',
] as const;

/**
 * Notes what is encoded for a device while `encode` runs, which is encoded and submitted all the same.
 *
 * @returns what `encode` gave, and the commands: `undefined` where something was told that cannot be told again, such as
 *   values that came from the CPU.
 */
export function recordCommands<T>(
  device: GPUDevice,
  encode: () => T,
): { readonly result: T; readonly commands: readonly RecordedCommand[] | undefined } {
  const commands: RecordedCommand[] = [];
  const written = new Map<GPUBuffer, Uint8Array<ArrayBuffer>>();
  const groups = new Map<GPUBindGroup, readonly RecordedBinding[]>();
  const told = { whole: true };

  const recordPass = (pass: GPUComputePassEncoder): GPUComputePassEncoder => {
    let pipeline: GPUComputePipeline | undefined;
    let bindings: readonly RecordedBinding[] | undefined;
    instead(pass, 'setPipeline', real => one => {
      pipeline = one;
      real(one);
    });
    instead(
      pass,
      'setBindGroup',
      real =>
        ((...given: [number, GPUBindGroup | null]) => {
          bindings = given[0] === 0 && given[1] !== null ? groups.get(given[1]) : undefined;
          real(...given);
        }) as typeof real,
    );
    instead(pass, 'dispatchWorkgroups', real => (x, y = 1, z = 1) => {
      if (pipeline === undefined || bindings === undefined) told.whole = false;
      else commands.push({ kind: 'dispatch', pipeline, bindings, groups: [x, y, z] });
      real(x, y, z);
    });
    instead(pass, 'dispatchWorkgroupsIndirect', real => (...given) => {
      told.whole = false;
      real(...given);
    });
    return pass;
  };
  const restore = [
    instead(device, 'createBuffer', real => descriptor => {
      // What is mapped from the start gets values of the CPU.
      if (descriptor.mappedAtCreation === true) told.whole = false;
      return real(descriptor);
    }),
    instead(device, 'createBindGroup', real => descriptor => {
      const made = real(descriptor);
      const bindings: RecordedBinding[] = [];
      for (const { binding, resource } of descriptor.entries) {
        if (!('buffer' in resource)) continue;
        const { buffer, offset = 0, size } = resource;
        const uniform = (buffer.usage & UNIFORM) === 0 ? undefined : written.get(buffer);
        if (uniform === undefined && (buffer.usage & UNIFORM) !== 0) continue;
        bindings.push({ binding, buffer, offset, size, uniform });
      }
      if (bindings.length === [...descriptor.entries].length) groups.set(made, bindings);
      return made;
    }),
    instead(device.queue, 'writeBuffer', real => (buffer, offset, data, from = 0, size) => {
      if ((buffer.usage & UNIFORM) === 0 || offset !== 0 || !(data instanceof ArrayBuffer)) told.whole = false;
      else written.set(buffer, new Uint8Array(data.slice(from, size === undefined ? undefined : from + size)));
      real(buffer, offset, data as ArrayBuffer, from, size);
    }),
    instead(device, 'createCommandEncoder', real => descriptor => {
      const encoder = real(descriptor);
      instead(encoder, 'beginComputePass', begin => given => recordPass(begin(given)));
      instead(encoder, 'copyBufferToBuffer', copy => (...given: unknown[]) => {
        const [source, from, target, to, size] = given;
        if (isBuffer(source) && isBuffer(target) && from === 0 && to === 0 && typeof size === 'number') {
          commands.push({ kind: 'copy', source, target, size });
        } else told.whole = false;
        (copy as (...all: unknown[]) => undefined)(...given);
      });
      for (const name of OTHERS) {
        instead(
          encoder,
          name,
          real =>
            ((...given: unknown[]) => {
              told.whole = false;
              return (real as (...all: unknown[]) => unknown)(...given);
            }) as typeof real,
        );
      }
      return encoder;
    }),
  ];
  try {
    const result = encode();
    return { result, commands: told.whole ? commands : undefined };
  } finally {
    for (const back of restore) back();
  }
}

/** Puts another method in the place of an object's own or inherited one. @returns what puts it back. */
function instead<O extends object, K extends keyof O>(target: O, name: K, make: (real: O[K]) => O[K]): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const bound = (target[name] as (...all: never[]) => unknown).bind(target) as O[K];
  Object.defineProperty(target, name, { value: make(bound), configurable: true, writable: true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, own);
  };
}

function isBuffer(value: unknown): value is GPUBuffer {
  return typeof value === 'object' && value !== null && 'usage' in value;
}
