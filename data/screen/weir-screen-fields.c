#include "config.h"

#include "data/screen/weir-screen-fields.h"

#include "data/decode/weir-escape.h"

/* More are not read. */
#define MAX_NOTICES 16

static void
notice_free (gpointer data)
{
  WeirFieldNotice *notice = data;

  g_free (notice->text);
  g_free (notice);
}

/* 0 if every field was in a record. */
static guint
hash_absent (WeirFieldUsage *usage)
{
  guint hash = 0;

  for (guint i = 0; i < weir_field_usage_get_n_fields (usage); i++)
    if (weir_field_usage_is_absent (usage, i))
      hash = (hash ^ (i + 1)) * 16777619u;

  return hash;
}

/* A sentence that stands alone. */
static char *
dup_sentence (WeirFieldUsage *usage,
              guint           field)
{
  g_autofree char *sentence = weir_field_usage_dup_sentence (usage, field);
  g_autofree char *line = weir_escape_dup_line (sentence);
  gunichar first = g_unichar_toupper (g_utf8_get_char (line));
  GString *text = g_string_new (NULL);

  g_string_append_unichar (text, first);
  g_string_append (text, g_utf8_next_char (line));

  return g_string_free (text, FALSE);
}

static WeirFieldNotice *
notice_new (WeirFieldUsage *usage,
            guint           field)
{
  WeirFieldNotice *notice = g_new0 (WeirFieldNotice, 1);
  WeirFieldCount count;

  weir_field_usage_get_field (usage, field, &count);
  notice->role = count.role;
  notice->field = field;
  notice->text = dup_sentence (usage, field);

  return notice;
}

/*< private >
 * weir_screen_fields_dup_if_changed:
 * @self: what was said; zeroed at first
 * @usage: (nullable): what the stream's decoder has counted; %NULL: it is derived
 *
 * Returns: (transfer full) (nullable) (element-type WeirFieldNotice): the fields that no
 *   record had, unchanging; %NULL if they are those that were said last
 */
GPtrArray *
weir_screen_fields_dup_if_changed (WeirScreenFields *self,
                                   WeirFieldUsage   *usage)
{
  guint absent = usage != NULL ? hash_absent (usage) : 0;
  guint n_names = absent != 0 ? weir_field_usage_get_n_names (usage) : 0;
  GPtrArray *notices;

  if (absent == self->absent && n_names == self->n_names)
    return NULL;

  self->absent = absent;
  self->n_names = n_names;
  notices = g_ptr_array_new_with_free_func (notice_free);
  for (guint i = 0; i < weir_field_usage_get_n_fields (usage) && notices->len < MAX_NOTICES; i++)
    if (weir_field_usage_is_absent (usage, i))
      g_ptr_array_add (notices, notice_new (usage, i));

  return notices;
}
