#pragma once

#include "data/decode/weir-decoder.h"

G_BEGIN_DECLS

/**
 * WeirJsonFault:
 * @reason: the class of the fault
 * @position: the first byte that is wrong
 * @expected: what should have stood there; static, untranslated
 *
 * Why a payload is no JSON.
 */
typedef struct
{
  WeirDecodeError reason;
  gsize           position;
  const char     *expected;
} WeirJsonFault;

G_END_DECLS
