import { mintBody, type Alphabet } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { judgeBody } from './stand-in.ts'

const standIns: Record<string, readonly string[]> = {
  'one or two characters repeated': ['xxxxxxxxxxxxxxxxxxxx', 'XXXXXXXXXXXXXXXXXXXXXXXX', 'abababababababababababab', '00000000000000000000000000000000'],
  'a run of filler over part of the body': ['xxxxxxxxxxxxxxxx1234', '1234xxxxxxxxxxxxxxxxxxxx', '0000000000000000000000000000abcd', 'a1b2XXXXXXXXXXXXXXXXXXXX'],
  'counting and alphabet sequences': ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWX', 'AbCdEfGhIjKlMnOpQrStUvWx', 'fedcba9876543210fedcba98'],
  'interleaved sequences': ['a1b2c3d4e5f6a7b8c9d0e1f2', '00112233445566778899aabbccddeeff', '1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d', 'aB3dE5fG7hI9jK1lM3nO5pQ7', 'abcd1234efgh5678ijkl9012mnop3456', 'f0e1d2c3b4a5968778695a4b3c2d1e0f', '11aa22bb33cc44dd55ee66ff', '1a2b3c4d5e6f7890abcdef1234567890', 'foo123bar456baz789qux012'],
  'a repeated unit': ['1234567890abcdef1234567890abcdef', 'ABCDEF1234567890ABCDEF1234567890', 'deadbeefdeadbeefdeadbeef', 'asdfasdfasdfasdfasdf', 'TESTKEYTESTKEYTESTKEY'],
  'hexadecimal words and keyboard rows': ['deadbeefcafebabe0123456789abcdef', 'asdfghjklqwertyuiop', 'qwertyuiopasdfghjklzxcvbnm'],
  'snake, kebab and camel case words': ['replace_with_your_sandbox_api_key_123', 'your_key_here_please_now', 'get-weather-cached-by-city', 'YourProductionApiKeyFromTheDashboard', 'NotARealKeyJustAnExample1', 'THIS_IS_NOT_A_REAL_KEY_0000', 'thisisnotarealkeyatall', 'changemechangemechangeme'],
  'words of other languages': ['cle_api_de_production_ici', 'ihr_schluessel_kommt_hier_rein', 'mikroservis_anahtari_buraya', 'tu_clave_de_produccion_aqui'],
  'phrases of short words, in any language': ['ThisIsNotARealKeyDoNotUseIt1', 'ItIsOkToCommitThisOneAsItIsFake', 'nhap_ma_khoa_api_cua_ban_o_day', 'nhapKhoaBiMatCuaBanVaoDay', 'ide_jon_a_titkos_kulcsod', 'wklejSwojTajnyKluczTutaj'],
  'digits that stand for letters': ['s3cr3t_k3y_f0r_t3st1ng_0nly'],
  'keyboard columns': ['qazwsxedcrfvtgbyhnujmikolp', 'asdf1234qwer5678zxcv9012', '1q2w3e4r5t6y7u8i9o0p1q2w3e4r', 'q1w2e3r4t5y6u7i8o9p0a1s2', '1qaz2wsx3edc4rfv5tgb6yhn', 'qweasdzxcrtyfghvbnuiojkl'],
  'words beside a sequence': ['standinKEY0123456789abcdef', 'test_key_1234567890abcdef', 'sandboxkey12345678ab'],
  'names with a short random or date suffix': ['results_device_id_901cf3c3_fk_nv_devices_id', 'exports_8f3k2q7z', 'orders_created_8f3b2c1d', 'report_20260314T101112Z', 'upload20261007-4711-1x8k2qf', 'export20260131_9f3c21', 'release_2026_03_14_rc2_hotfix_1187', 'nuvion_api_key-a1B2c3'],
  'names with acronyms': ['loadESLintIgnoreFile2', 'GraphQLJSONObjectTypeName', 'throwIfSyncIOUsedInNodeJS'],
  'a random part that a word ends': ['HsxbB2J18eNi_REDACTED', 'e2e_run_20261124T080928Z_f4801b'],
  'test case and function names': ['erase_sector_17_then_verify_crc32', 'power_loss_during_write_0x1f40', 'sensor_pipeline_with_calibration_table', 'fetch_question_list_by_exam_id_and_page'],
  'filler in the form of a UUID': ['12345678-1234-1234-1234-123456789012', 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx', '11111111-2222-3333-4444-555555555555', '00000000-0000-4000-8000-000000000000'],
}

describe.each(Object.entries(standIns))('%s', (_, bodies) => {
  test.each(bodies)('%s is a stand-in', body => {
    expect(judgeBody(body)).toBe('stand-in')
  })
})

test.each(['ffmpeg_libx264_crf23_yuv420p', 'mt19937_64_xoshiro256ss_pcg32', 'x_y_id_8f3b2c1d_fk_nv_y_id', 'sha256_rsa2048_pkcs1_v1_5_oaep', 'vpc_0a1f3c5e7b9d2f4a6_subnet_0c2e4a6f8b1d3f5a7', '31415926535897932384', 'pg20261007-8f3b2c1d'])('a name of many short parts, %s, is contestable at most', body => {
  expect(judgeBody(body)).not.toBe('random')
})

test('a pod name with two random suffixes is contestable at most', () => {
  expect(judgeBody('worker_6d5f7c9b8_x2x4z')).not.toBe('random')
})

const alphabets: readonly Alphabet[] = ['hex-lower', 'hex-upper', 'base36', 'base62', 'base64url']

describe.each(alphabets)('random %s bodies', alphabet => {
  test.each([20, 24, 32, 40, 64])('of %i characters are keys, all but one in a hundred', length => {
    let random = 0
    for (let seed = 1; seed <= 2000; seed++) if (judgeBody(mintBody(seed * 7919 + length, { alphabet, length })) === 'random') random++
    expect(random).toBeGreaterThanOrEqual(1975)
  })
})

describe('chance occurrences inside a random body do not turn it into filler', () => {
  test.each(['xxxx', 'Key', 'test', '0000', 'abcd', 'dead', 'null'])('%s', word => {
    for (let seed = 1; seed <= 200; seed++) {
      const body = mintBody(seed, { alphabet: 'base62', length: 32 })
      expect(judgeBody(body.slice(0, 12) + word + body.slice(12 + word.length))).toBe('random')
    }
  })
})

test('the digits of UUIDs are keys, all but one in a thousand', () => {
  let random = 0
  for (let seed = 1; seed <= 2000; seed++) {
    const hex = mintBody(seed * 31, { length: 32 })
    if (judgeBody([hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')) === 'random') random++
  }
  expect(random).toBeGreaterThanOrEqual(1998)
})

test('chance words between the separators of base64url are no words', () => {
  let random = 0
  for (let seed = 1; seed <= 2000; seed++) if (judgeBody(mintBody(seed * 17, { alphabet: 'base64url', length: 32 })) === 'random') random++
  expect(random).toBeGreaterThanOrEqual(1992)
})
