import { exp2x4 } from './exp.as';
import { storeSome } from './pixel.as';

// One mask row at the target's columns. xs: low i32, high i32, fraction f32, unused. Writes exactly dw floats.
export function spreadMaskRow(src: usize, xs: usize, dw: i32, out: usize): void {
  for (let x = 0; x < dw; x++) {
    const a = load<f32>(src + (<usize>load<i32>(xs) << 2));
    const b = load<f32>(src + (<usize>load<i32>(xs, 4) << 2));
    store<f32>(out, a + (b - a) * load<f32>(xs, 8));
    xs += 16;
    out += 4;
  }
}

// out = a + (b - a) f over n floats.
export function mixRow(a: usize, b: usize, f: f32, out: usize, n: i32): void {
  const vf = f32x4.splat(f);
  for (let x = 0; x < n; x += 4) {
    const p = <usize>x << 2;
    const u = v128.load(a + p);
    storeSome(out + p, f32x4.add(u, f32x4.mul(f32x4.sub(v128.load(b + p), u), vf)), n - x);
  }
}

// Bilinear resize of a float plane. tmp: 2 * (dw + 4) * 4 bytes.
export function upsampleMask(src: usize, sw: i32, xs: usize, ys: usize, dst: usize, dw: i32, dh: i32, tmp: usize): void {
  let upper = tmp;
  let lower = tmp + (<usize>(dw + 4) << 2);
  let upperRow = -1;
  let lowerRow = -1;
  for (let y = 0; y < dh; y++) {
    const low = load<i32>(ys);
    const high = load<i32>(ys, 4);
    if (upperRow != low) {
      if (lowerRow == low) {
        const t = upper;
        upper = lower;
        lower = t;
        lowerRow = upperRow;
      } else spreadMaskRow(src + (<usize>(low * sw) << 2), xs, dw, upper);
      upperRow = low;
    }
    if (lowerRow != high) {
      spreadMaskRow(src + (<usize>(high * sw) << 2), xs, dw, lower);
      lowerRow = high;
    }
    mixRow(upper, lower, load<f32>(ys, 8), dst, dw);
    ys += 16;
    dst += <usize>dw << 2;
  }
}

// Temporal smoothing, see smooth-mask.ts.
export function smoothMask(current: usize, previous: usize, dst: usize, n: i32, ratio: f32): void {
  const half = f32x4.splat(0.5);
  const one = f32x4.splat(1);
  const vratio = f32x4.splat(ratio);
  for (let i = 0; i < n; i += 4) {
    const p = <usize>i << 2;
    const now = v128.load(current + p);
    const t = f32x4.sub(now, half);
    const x = f32x4.mul(t, t);
    let u = f32x4.add(f32x4.mul(x, f32x4.splat(-624.717)), f32x4.splat(291.309));
    u = f32x4.add(f32x4.mul(x, u), f32x4.splat(-57.8051));
    u = f32x4.add(f32x4.mul(x, u), f32x4.splat(-0.748699));
    u = f32x4.add(f32x4.mul(x, u), f32x4.splat(5.68842));
    u = f32x4.sub(one, f32x4.pmin(one, f32x4.mul(x, u)));
    const change = f32x4.mul(f32x4.mul(f32x4.sub(v128.load(previous + p), now), u), vratio);
    storeSome(dst + p, f32x4.add(now, change), n - i);
  }
}

// The logistic function of (a - b): softmax over two channels; with step 1 and no other channel, sigmoid.
// offset, other: where the foreground's and the other channel's value are inside a pixel of `channels` floats.
export function logistic(src: usize, dst: usize, n: i32, channels: i32, channel: i32, other: i32): void {
  const one = f32x4.splat(1);
  const k = f32x4.splat(-1.4426950408889634);
  const step = <usize>channels << 2;
  for (let i = 0; i < n; i += 4) {
    const p = src + <usize>i * step;
    let v: v128;
    if (channels == 1) v = v128.load(p);
    else if (channels == 2) {
      const a = v128.load(p);
      const b = v128.load(p, 16);
      const even = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
      const odd = v128.shuffle<i32>(a, b, 1, 3, 5, 7);
      const mine = channel == 0 ? even : odd;
      v = other < 0 ? mine : f32x4.sub(mine, channel == 0 ? odd : even);
    } else {
      const q = p + (<usize>channel << 2);
      v = f32x4.splat(load<f32>(q));
      if (n - i > 1) v = f32x4.replace_lane(v, 1, load<f32>(q + step));
      if (n - i > 2) v = f32x4.replace_lane(v, 2, load<f32>(q + step * 2));
      if (n - i > 3) v = f32x4.replace_lane(v, 3, load<f32>(q + step * 3));
    }
    // No smaller than 2^-64: denormal numbers would slow every kernel that reads the mask.
    const e = f32x4.pmin(f32x4.mul(v, k), f32x4.splat(64.0));
    storeSome(dst + (<usize>i << 2), f32x4.div(one, f32x4.add(one, exp2x4(e))), n - i);
  }
}

// Every channels-th float, from `channel` on.
export function pickChannel(src: usize, dst: usize, n: i32, channels: i32, channel: i32): void {
  if (channels == 1) {
    memory.copy(dst, src, <usize>n << 2);
    return;
  }
  src += <usize>channel << 2;
  for (let i = 0; i < n; i++) {
    store<f32>(dst, load<f32>(src));
    dst += 4;
    src += <usize>channels << 2;
  }
}
