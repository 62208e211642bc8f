const nuvion = '<<live-key|split>>'
const notSplit = ['nv_live_', suffix].join('')
