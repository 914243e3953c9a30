// 2^x for four lanes, relative error below 2e-7 on [-126, 127]; smaller x give 2^-126, larger 2^127.
// Split x = n + f with |f| <= 1/2 by adding 1.5 * 2^23 (the sum's low bits are n), then Taylor in f * ln 2.
// @ts-ignore: decorator
@inline
export function exp2x4(x: v128): v128 {
  const magic = f32x4.splat(12582912.0);
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-126.0)), f32x4.splat(127.0));
  const z = f32x4.add(x, magic);
  const f = f32x4.sub(x, f32x4.sub(z, magic));
  let p = f32x4.add(f32x4.mul(f, f32x4.splat(0.00015403530393381608)), f32x4.splat(0.0013333558146428443));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.009618129107628477));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.05550410866482158));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.2402265069591007));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.6931471805599453));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.0));
  return i32x4.add(p, i32x4.shl(z, 23));
}

// The same with relative error below 4e-6 and x in [-126, 0] taken for granted: for weights of a mean.
// Coefficients: degree 4, least largest relative error on [-1/2, 1/2] with the value 1 at 0.
// @ts-ignore: decorator
@inline
export function weight2x4(x: v128): v128 {
  const magic = f32x4.splat(12582912.0);
  const z = f32x4.add(x, magic);
  const f = f32x4.sub(x, f32x4.sub(z, magic));
  let p = f32x4.add(f32x4.mul(f, f32x4.splat(0.00958285)), f32x4.splat(0.05590642));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.24024099));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.69312419));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.0));
  return i32x4.add(p, i32x4.shl(z, 23));
}
