import { frameworks, publicEnvPrefixes, shippingFacts, unprefixedReads } from '@nuvion-guard/rules'
import { describe, expect, it } from 'vitest'

const ids = frameworks.map(one => one.id)

describe('the facts about stacks', () => {
  it('name each stack once, and what each ships, with a source', () => {
    expect(new Set(ids).size).toBe(ids.length)
    expect(shippingFacts.map(one => one.id)).toEqual(ids)
    expect(shippingFacts.filter(one => one.source === '' || one.version === '')).toEqual([])
  })

  it('tie every public prefix to a known stack and a source', () => {
    const prefixes = publicEnvPrefixes.map(one => one.prefix)
    expect(new Set(prefixes).size).toBe(prefixes.length)
    for (const { stacks, source } of publicEnvPrefixes) {
      expect(stacks.filter(stack => !ids.includes(stack))).toEqual([])
      expect(source).not.toBe('')
    }
  })

  it('give every inlined name with a prefix that prefix in the list', () => {
    const prefixes = publicEnvPrefixes.map(one => one.prefix)
    const inlined = shippingFacts.flatMap(one => one.inlined.map(each => each.name)).filter(name => /^[A-Z][A-Z_]+\*$/.test(name))
    expect(inlined.filter(name => !prefixes.includes(name.slice(0, -1)))).toEqual([])
  })

  it('try what inlines everything before what does not', () => {
    const effects = unprefixedReads.map(one => one.effect)
    expect(effects.lastIndexOf('leaks-to-browser')).toBeLessThan(effects.indexOf('undefined-in-browser'))
  })
})
