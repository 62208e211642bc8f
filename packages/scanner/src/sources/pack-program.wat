;; The two loops that most time goes to when packs are read. arena.ts calls them; its test, with `--update`, assembles pack-program.ts from this text.
(module
  (import "env" "memory" (memory 1))
  ;; The memory begins with the table of `anchorTable`.
  (import "env" "joinedBytes" (global $joined i32))
  (import "env" "nearBytes" (global $near i32))
  (import "env" "sparseBytes" (global $sparse i32))
  (import "env" "headBytes" (global $head i32))

  ;; Where the bounds begin, and where the next goes.
  (global $bounds (mut i32) (i32.const 0))
  (global $next (mut i32) (i32.const 0))

  (func $mark (param $from i32) (param $to i32)
    (if (i32.gt_u (global.get $next) (global.get $bounds))
      (then
        (if (i32.lt_u
              (i32.sub (local.get $from) (i32.load (i32.sub (global.get $next) (i32.const 4))))
              (global.get $joined))
          (then
            (i32.store (i32.sub (global.get $next) (i32.const 4)) (local.get $to))
            (return)))))
    (i32.store (global.get $next) (local.get $from))
    (i32.store offset=4 (global.get $next) (local.get $to))
    (global.set $next (i32.add (global.get $next) (i32.const 8))))

  ;; Copies sixteen bytes at a time, up to fifteen more than asked for where there is room for them before `limit`: what comes next writes over them.
  (func $copy (param $to i32) (param $from i32) (param $size i32) (param $limit i32)
    (local $stop i32)
    (local.set $stop (i32.add (local.get $to) (local.get $size)))
    (if (i32.or
          (i32.gt_u (local.get $size) (i32.const 512))
          (i32.gt_u (i32.add (local.get $stop) (i32.const 15)) (local.get $limit)))
      (then
        (memory.copy (local.get $to) (local.get $from) (local.get $size))
        (return)))
    (loop $more
      (v128.store align=1 (local.get $to) (v128.load align=1 (local.get $from)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $more (i32.lt_u (local.get $to) (local.get $stop)))))

  ;; Applies the instructions of a delta, as `run` of delta.ts does: how many numbers of bounds it has written; -1 for a delta that is not sound.
  (func (export "applyDelta")
    (param $base i32) (param $baseLength i32) (param $at i32) (param $end i32) (param $target i32) (param $targetLength i32)
    (param $isSparse i32) (param $boundsAt i32) (result i32)
    (local $filled i32) (local $follows i32) (local $code i32) (local $offset i32) (local $size i32) (local $from i32) (local $to i32) (local $limit i32)
    (local.set $limit (i32.add (local.get $target) (local.get $targetLength)))
    (global.set $bounds (local.get $boundsAt))
    (global.set $next (local.get $boundsAt))
    (block $done
      (loop $steps
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $code (i32.load8_u (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $to (i32.add (local.get $target) (local.get $filled)))
        (if (i32.and (local.get $code) (i32.const 128))
          (then
            (local.set $offset (i32.const 0))
            (local.set $size (i32.const 0))
            (if (i32.and (local.get $code) (i32.const 1))
              (then
                (local.set $offset (i32.load8_u (local.get $at)))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))))
            (if (i32.and (local.get $code) (i32.const 2))
              (then
                (local.set $offset (i32.or (local.get $offset) (i32.shl (i32.load8_u (local.get $at)) (i32.const 8))))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))))
            (if (i32.and (local.get $code) (i32.const 4))
              (then
                (local.set $offset (i32.or (local.get $offset) (i32.shl (i32.load8_u (local.get $at)) (i32.const 16))))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))))
            (if (i32.and (local.get $code) (i32.const 8))
              (then
                (local.set $offset (i32.or (local.get $offset) (i32.shl (i32.load8_u (local.get $at)) (i32.const 24))))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))))
            (if (i32.and (local.get $code) (i32.const 16))
              (then
                (local.set $size (i32.load8_u (local.get $at)))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))))
            (if (i32.and (local.get $code) (i32.const 32))
              (then
                (local.set $size (i32.or (local.get $size) (i32.shl (i32.load8_u (local.get $at)) (i32.const 8))))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))))
            (if (i32.and (local.get $code) (i32.const 64))
              (then
                (local.set $size (i32.or (local.get $size) (i32.shl (i32.load8_u (local.get $at)) (i32.const 16))))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))))
            (if (i32.eqz (local.get $size)) (then (local.set $size (i32.const 0x10000))))
            (if (i32.gt_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
            (if (i32.gt_u (local.get $offset) (local.get $baseLength)) (then (return (i32.const -1))))
            (if (i32.gt_u (local.get $size) (i32.sub (local.get $baseLength) (local.get $offset))) (then (return (i32.const -1))))
            (if (i32.gt_u (local.get $size) (i32.sub (local.get $targetLength) (local.get $filled))) (then (return (i32.const -1))))
            (if (i32.ne (local.get $offset) (local.get $follows)) (then (call $mark (local.get $filled) (local.get $filled))))
            (local.set $follows (i32.add (local.get $offset) (local.get $size)))
            (local.set $from (i32.add (local.get $base) (local.get $offset)))
            (if (i32.and (i32.and (local.get $isSparse) (i32.ge_u (local.get $size) (global.get $sparse))) (i32.ge_u (local.get $filled) (global.get $head)))
              (then
                (call $copy (local.get $to) (local.get $from) (global.get $near) (local.get $limit))
                (local.set $offset (i32.sub (local.get $size) (global.get $near)))
                (call $copy (i32.add (local.get $to) (local.get $offset)) (i32.add (local.get $from) (local.get $offset)) (global.get $near) (local.get $limit)))
              (else (call $copy (local.get $to) (local.get $from) (local.get $size) (local.get $limit))))
            (local.set $filled (i32.add (local.get $filled) (local.get $size))))
          (else
            (if (i32.eqz (local.get $code)) (then (return (i32.const -1))))
            (if (i32.gt_u (local.get $code) (i32.sub (local.get $end) (local.get $at))) (then (return (i32.const -1))))
            (if (i32.gt_u (local.get $code) (i32.sub (local.get $targetLength) (local.get $filled))) (then (return (i32.const -1))))
            (call $mark (local.get $filled) (i32.add (local.get $filled) (local.get $code)))
            (local.set $follows (i32.const -1))
            (call $copy (local.get $to) (local.get $at) (local.get $code) (local.get $limit))
            (local.set $at (i32.add (local.get $at) (local.get $code)))
            (local.set $filled (i32.add (local.get $filled) (local.get $code)))))
        (br $steps)))
    (if (i32.ne (local.get $follows) (local.get $baseLength)) (then (call $mark (local.get $filled) (local.get $filled))))
    (if (i32.ne (local.get $filled) (local.get $targetLength)) (then (return (i32.const -1))))
    (i32.shr_u (i32.sub (global.get $next) (global.get $bounds)) (i32.const 2)))

  ;; Whether three bytes, the first one lowest, may be an anchor: 2 or 0.
  (func $isAnchor (param $bytes i32) (result i32)
    (i32.and
      (i32.load8_u
        (i32.xor
          (i32.xor
            (i32.and (local.get $bytes) (i32.const 0xff))
            (i32.and (i32.shr_u (local.get $bytes) (i32.const 4)) (i32.const 0xff0)))
          (i32.and (i32.shr_u (local.get $bytes) (i32.const 8)) (i32.const 0xff00))))
      (i32.const 2)))

  ;; The first place at $at, $at + 2, … before $end where the table has the pair of bytes and, with the byte before or behind it, an anchor; one that is not
  ;; before $end where there is none.
  (func (export "findAnchor") (param $at i32) (param $end i32) (result i32)
    (local $whole i32) (local $around i32)
    (local.set $whole (i32.sub (local.get $end) (i32.const 16)))
    (loop $search
      (block $found
        (loop $blocks
          (br_if $found (i32.gt_s (local.get $at) (local.get $whole)))
          (br_if $found
            (i32.and
              (i32.or
                (i32.or
                  (i32.or
                    (i32.load8_u (i32.load16_u (local.get $at)))
                    (i32.load8_u (i32.load16_u offset=2 (local.get $at))))
                  (i32.or
                    (i32.load8_u (i32.load16_u offset=4 (local.get $at)))
                    (i32.load8_u (i32.load16_u offset=6 (local.get $at)))))
                (i32.or
                  (i32.or
                    (i32.load8_u (i32.load16_u offset=8 (local.get $at)))
                    (i32.load8_u (i32.load16_u offset=10 (local.get $at))))
                  (i32.or
                    (i32.load8_u (i32.load16_u offset=12 (local.get $at)))
                    (i32.load8_u (i32.load16_u offset=14 (local.get $at))))))
              (i32.const 1)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br $blocks)))
      (loop $pairs
        (if (i32.ge_s (local.get $at) (local.get $end)) (then (return (local.get $at))))
        (if (i32.and (i32.load8_u (i32.load16_u (local.get $at))) (i32.const 1))
          (then
            (local.set $around (i32.load (i32.sub (local.get $at) (i32.const 1))))
            (if (i32.or (call $isAnchor (local.get $around)) (call $isAnchor (i32.shr_u (local.get $around) (i32.const 8))))
              (then (return (local.get $at))))
            (local.set $at (i32.add (local.get $at) (i32.const 2)))
            (br $search)))
        (local.set $at (i32.add (local.get $at) (i32.const 2)))
        (br $pairs)))
    (local.get $at)))
