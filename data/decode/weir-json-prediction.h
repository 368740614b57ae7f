#pragma once

#include <string.h>

#include "data/decode/weir-bytes16.h"
#include "data/decode/weir-field-tree.h"
#include "data/decode/weir-token.h"

G_BEGIN_DECLS

#define WEIR_JSON_PREDICTED_BYTES 64

/**
 * WeirJsonPrediction:
 * @context: the object's node, with the lowest bit set for its first member, because only that one
 *   begins with a brace: a brace where a comma belongs must not match
 * @token: where the value goes
 * @below: the member's node, %NULL unless something in it is wanted
 * @next: of the member that comes then
 * @length: of @text; 0: nothing learned yet
 * @mask: the bits of @text's bytes, of the first sixteen
 * @reach: bytes behind the first that must be readable to compare sixteen, as is enough; with a
 *   longer @text there are never so many
 * @text: zeros behind it
 *
 * What stood between two values the last time: `, "price": `. A payload with
 * the same bytes at the same place of the same object has the same member
 * there, already checked and looked up.
 */
typedef struct _WeirJsonPrediction WeirJsonPrediction;

struct _WeirJsonPrediction
{
  guintptr             context;
  WeirToken           *token;
  const WeirFieldNode *below;
  WeirJsonPrediction  *next;
  guint32              length;
  guint32              mask;
  gint64               reach;
  char                 text[WEIR_JSON_PREDICTED_BYTES];
};

/* That nothing matches. */
static inline void
weir_json_prediction_clear (WeirJsonPrediction *self)
{
  self->context = G_MAXSIZE;
}

/* A text that is too long is not learned, but where its value goes is. */
static inline void
weir_json_prediction_learn (WeirJsonPrediction  *self,
                            guintptr             context,
                            const char          *text,
                            gsize                length,
                            WeirToken           *token,
                            const WeirFieldNode *below)
{
  self->token = token;
  self->below = below;
  if (length > sizeof self->text)
    {
      weir_json_prediction_clear (self);
      return;
    }

  memset (self->text, 0, sizeof self->text);
  memcpy (self->text, text, length);
  self->context = context;
  self->length = length;
  self->mask = length >= 16 ? 0xffff : (1u << length) - 1;
  self->reach = length <= 16 ? 15 : G_MAXINT64;
}

/* Whether what begins at @cursor is what was learned; nothing behind @limit is read, nor is it ever a part of that. */
static inline gboolean
weir_json_prediction_matches (const WeirJsonPrediction *self,
                              guintptr                  context,
                              const char               *cursor,
                              const char               *limit)
{
  if (self->context != context)
    return FALSE;

#ifdef WEIR_HAVE_BYTES16
  if (G_LIKELY (limit - cursor >= self->reach))
    return (weir_bytes16_compare (cursor, self->text) & self->mask) == self->mask;
#endif

  return limit - cursor >= self->length && memcmp (cursor, self->text, self->length) == 0;
}

G_END_DECLS
