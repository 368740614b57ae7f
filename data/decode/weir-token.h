#pragma once

#include "data/decode/weir-number.h"

G_BEGIN_DECLS

/**
 * WeirTokenKind: what stands where a wanted member is, if it is there.
 */
typedef enum
{
  WEIR_TOKEN_MISSING,
  WEIR_TOKEN_NULL,
  WEIR_TOKEN_FALSE,
  WEIR_TOKEN_TRUE,
  WEIR_TOKEN_NUMBER,
  WEIR_TOKEN_STRING,
  WEIR_TOKEN_CONTAINER,   /* an object or array */
} WeirTokenKind;

/**
 * WeirToken:
 * @kind: what it is
 * @escaped: with STRING: @text holds JSON's escapes, known to be well-formed
 * @length: bytes in @text
 * @text: with NUMBER and STRING, the literal without quotes; one byte behind it
 *   is readable and belongs to no number
 * @number: with NUMBER
 *
 * One wanted scalar of a payload, found but not yet made a value.
 */
typedef struct
{
  guint8      kind;
  guint8      escaped;
  guint32     length;
  const char *text;
  WeirNumber  number;
} WeirToken;

G_END_DECLS
