#include "config.h"

#include "data/lag/weir-lag-reason.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  WeirLagReasonKind kind;
  const char       *one;       /* for a count of 1 */
  const char       *many;
  const char       *arguments; /* in the order of the text: c count, s span, f from, t to, d detail */
} Words;

/* Translators: each goes on after the name of a consumer group, as "billing: …". */
static const Words words[] = {
  { WEIR_LAG_REASON_NO_COMMIT, N_("has committed nothing"), NULL, "" },
  { WEIR_LAG_REASON_PROBLEM, "%s", NULL, "d" },
  { WEIR_LAG_REASON_READ_ALL, N_("has read everything"), NULL, "" },
  { WEIR_LAG_REASON_ONLY_MARKS, N_("has read every record; the last offset is a mark of a transaction"),
    N_("has read every record; the last %s offsets hold none that is committed"), "c" },
  { WEIR_LAG_REASON_HELD, N_("has read what may be read; an open transaction holds back an offset"),
    N_("has read what may be read; an open transaction holds back %s offsets"), "c" },
  { WEIR_LAG_REASON_WITHIN, N_("is one record behind"), N_("is only %s records behind"), "c" },
  { WEIR_LAG_REASON_MEASURING, N_("was seen once; more looks are needed to classify"),
    N_("was seen %s times; more looks are needed to classify"), "c" },
  { WEIR_LAG_REASON_STOPPED, N_("has not committed for %2$s while a record arrived"),
    N_("has not committed for %2$s while %1$s records arrived"), "cs" },
  { WEIR_LAG_REASON_ABSENT, N_("has no members, and its next record is %s old"), NULL, "s" },
  { WEIR_LAG_REASON_ABSENT_LONG, N_("has no members, and nothing was committed for %s"), NULL, "s" },
  { WEIR_LAG_REASON_REWOUND, N_("went back from offset %1$s to %2$s"), NULL, "ft" },
  { WEIR_LAG_REASON_WAS_WITHIN, N_("had read everything within the last %s"), NULL, "s" },
  { WEIR_LAG_REASON_STALLED, N_("has stayed at offset %3$s for %2$s while a record arrived"),
    N_("has stayed at offset %3$s for %2$s while %1$s records arrived"), "csf" },
  { WEIR_LAG_REASON_GREW, N_("its lag went from %1$s to %2$s within %3$s and never fell"), NULL, "fts" },
  { WEIR_LAG_REASON_FELL, N_("its lag fell within the last %s"), NULL, "s" },
  { WEIR_LAG_REASON_LOST, N_("a record was deleted before it was read"),
    N_("%s records were deleted before they were read"), "c" },
  { WEIR_LAG_REASON_PAST_END, N_("its offset is one record past the end"), N_("its offset is %s records past the end"),
    "c" },
  { WEIR_LAG_REASON_UNREACHABLE, N_("cannot be read now"), NULL, "" },
  { WEIR_LAG_REASON_SHARED, N_("is a share group: its members share each partition, so it commits no offset and has no lag"), NULL, "" },
  { WEIR_LAG_REASON_OTHER_KIND, N_("is no consumer group: its offsets cannot be asked for"), NULL, "" },
};

static const char *
pick (const char *text,
      gboolean    translated)
{
  return translated ? _(text) : text;
}

/* Thousands apart by a narrow space that does not break, as on the screen. */
static char *
dup_number (gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_autoptr(GString) text = g_string_new (digits);

  for (gssize i = (gssize) text->len - 3; i > (number < 0 ? 1 : 0) && text->len > 4; i -= 3)
    g_string_insert (text, i, "\u202f");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* %s is the first argument, %1$s to %3$s are each. */
static char *
fill (const char  *format,
      char *const *arguments)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (const char *c = format; *c != '\0'; c++)
    {
      if (g_str_has_prefix (c, "%s"))
        {
          g_string_append (text, arguments[0]);
          c++;
        }
      else if (c[0] == '%' && c[1] >= '1' && c[1] <= '3' && c[2] == '$' && c[3] == 's')
        {
          g_string_append (text, arguments[c[1] - '1']);
          c += 3;
        }
      else
        {
          g_string_append_c (text, *c);
        }
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_units (const char *format,
           gint64      first,
           gint64      second,
           gboolean    translated)
{
  g_autofree char *one = dup_number (first);
  g_autofree char *two = dup_number (second);
  char *const arguments[3] = { one, two, NULL };

  return fill (pick (format, translated), arguments);
}

/* Its two largest units at most. */
static char *
dup_span (gint64   span_usec,
          gboolean translated)
{
  gint64 seconds = (span_usec + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;
  gint64 minutes = seconds / 60;
  gint64 hours = minutes / 60;

  if (seconds < 60)
    return dup_units (N_("%s s"), seconds, 0, translated);
  if (minutes < 10 && seconds % 60 > 0)
    return dup_units (N_("%1$s min %2$s s"), minutes, seconds % 60, translated);
  if (minutes < 60)
    return dup_units (N_("%s min"), minutes, 0, translated);
  if (hours < 48)
    return dup_units (N_("%1$s h %2$s min"), hours, minutes % 60, translated);

  return dup_units (N_("%s days"), hours / 24, 0, translated);
}

static char *
dup_argument (const WeirLagReason *self,
              char                 which,
              gboolean             translated)
{
  switch (which)
    {
    case 'c':
      return dup_number (self->count);
    case 's':
      return dup_span (self->span_usec, translated);
    case 'f':
      return dup_number (self->from);
    case 't':
      return dup_number (self->to);
    case 'd':
      return g_strdup (self->detail != NULL ? self->detail : "");
    default:
      return NULL;
    }
}

/**
 * weir_lag_reason_dup_text:
 * @self: a reason
 * @translated: into the user's language; else English, for programs
 *
 * Returns: (transfer full) (nullable): its words, as "has not committed for 4
 *   min while 12 300 records arrived"
 */
char *
weir_lag_reason_dup_text (const WeirLagReason *self,
                          gboolean             translated)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      char *arguments[3] = { NULL, NULL, NULL };
      char *text;

      if (words[i].kind != self->kind)
        continue;

      for (guint j = 0; words[i].arguments[j] != '\0'; j++)
        arguments[j] = dup_argument (self, words[i].arguments[j], translated);
      text = fill (pick (words[i].many == NULL || self->count == 1 ? words[i].one : words[i].many, translated), arguments);
      for (guint j = 0; j < G_N_ELEMENTS (arguments); j++)
        g_free (arguments[j]);

      return text;
    }

  return NULL;
}

/**
 * weir_lag_reason_equal:
 * @self: a reason
 * @other: another one
 *
 * Returns: whether they say the same
 */
gboolean
weir_lag_reason_equal (const WeirLagReason *self,
                       const WeirLagReason *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return self->kind == other->kind && self->span_usec == other->span_usec && self->count == other->count
         && self->from == other->from && self->to == other->to && g_strcmp0 (self->detail, other->detail) == 0;
}
