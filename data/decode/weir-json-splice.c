#include "config.h"

#include "data/decode/weir-json-splice.h"

#include <string.h>

#include "data/decode/weir-json-text.h"

/*
 * Copies members of a JSON object as they stand there: numbers keep their digits,
 * and what is inside of a member is not looked at.
 */

typedef struct
{
  const char *at;
  const char *end;
} Cursor;

static gboolean
skip_space (Cursor *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL && *self->at != '\0')
    self->at++;

  return self->at < self->end;
}

static gboolean
skip_text (Cursor *self)
{
  for (self->at++; self->at < self->end && *self->at != '"'; self->at++)
    if (*self->at == '\\')
      self->at++;
  if (self->at >= self->end)
    return FALSE;
  self->at++;

  return TRUE;
}

/* Up to the comma or brace behind it. */
static gboolean
skip_value (Cursor *self)
{
  guint depth = 0;

  while (self->at < self->end)
    {
      char c = *self->at;

      if (depth == 0 && (c == ',' || c == '}'))
        return TRUE;
      if (c == '"')
        {
          if (!skip_text (self))
            return FALSE;
          continue;
        }
      if (c == '{' || c == '[')
        depth++;
      else if (c == '}' || c == ']')
        depth--;
      self->at++;
    }

  return FALSE;
}

static gboolean
is_among (const char         *name,
          gsize               length,
          const char * const *names)
{
  g_autofree char *plain = g_malloc (length + 1);

  plain[weir_json_text_unescape (name, length, plain)] = '\0';

  return g_strv_contains (names, plain);
}

static gboolean
copy_members (Cursor             *self,
              const char * const *without,
              GString            *text)
{
  const char *start = self->at;
  gsize begun = text->len;

  for (; skip_space (self) && *self->at == '"'; start = self->at)
    {
      const char *name = self->at;
      gsize name_length;

      if (!skip_text (self))
        return FALSE;
      name_length = self->at - name;
      if (!skip_space (self) || *self->at != ':' || !skip_value (self))
        return FALSE;

      if (!is_among (name + 1, name_length - 2, without))
        {
          if (text->len > begun)
            g_string_append_c (text, ',');
          g_string_append_len (text, start, self->at - start);
        }
      if (*self->at == '}')
        return TRUE;
      self->at++;
    }

  return self->at < self->end && *self->at == '}';
}

/**
 * weir_json_splice_open:
 * @json: (array length=length): a JSON object that was found to be right
 * @length: bytes in @json
 * @without: (array zero-terminated=1): members that are left out
 * @text: gets it, without its closing brace
 *
 * Copies an object so that members can be added to it: `{"a": 1.50` of `{"a": 1.50,
 * "b": 2}` without b. Any thread.
 *
 * Returns: %FALSE, with @text as it was, if @json is no object
 */
gboolean
weir_json_splice_open (const char         *json,
                       gsize               length,
                       const char * const *without,
                       GString            *text)
{
  Cursor cursor = { json, json + length };
  gsize begun = text->len;

  if (skip_space (&cursor) && *cursor.at == '{')
    {
      cursor.at++;
      g_string_append_c (text, '{');
      if (copy_members (&cursor, without, text))
        return TRUE;
    }
  g_string_truncate (text, begun);

  return FALSE;
}
