/**
 * How surprising the second letter of a pair is after the first, in bits (one hexadecimal digit each, 15 at most): a row per first
 * letter, a column per second letter, a to z. Random letters average 7.3 bits a pair, English words 3.7.
 * Source: pair counts over the 241,528 words of 3 to 12 letters in the npm package an-array-of-english-words 2.0.0.
 */
export const letterPairBits: Readonly<Record<string, string>> = {
  a: 'a54567575a6343a59343667867',
  b: '358839a838b38939f357499f7c',
  c: '3d6b3ff34f45ca3d94644fdf6b',
  d: '4785286728b57738d449587f6a',
  e: '575356686a9453769224777679',
  f: '39bb33ba2cc3aa3af4653ebf5f',
  g: '38b929543bb4754af3394e8f5c',
  h: '389928aa3ca67739d5555c8f4d',
  i: '4645465abb745246953475b8b5',
  j: '2ddb2dda39aad92bd8ab2dadad',
  k: '468827962a747557f637697f5f',
  l: '387627892d737837da56579f4b',
  m: '24aa28ba2cb85734d94a4aaf6b',
  n: '47443628396786489743678b79',
  o: '665567585a744344a344455778',
  p: '399a39a33ba49835f3555d9f6f',
  q: '7dddaada7ddddd9ddd9d0daddd',
  r: '366527673a665636a535578f5b',
  s: '484939943b66564479324b6f6e',
  t: '386a28942bb68839e4455b7f58',
  u: '5555565a5a734375b333b8d898',
  v: '3ffb1fce2fc9fa4fd89e68ff8d',
  w: '268637943b757437f5478d9f89',
  x: '384b27962db78a43ba635b8d4d',
  y: '454547574a834443d4347868c7',
  z: '39ac1ea93c959a3abebc699e54',
}
