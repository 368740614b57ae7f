#include "config.h"

#include "app/cli/weir-cli-fields.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "app/cli/weir-cli.h"
#include "data/store/weir-export-text.h"

static const char *
get_stream_name (WeirTopology *topology,
                 guint         stream)
{
  return weir_stream_get_schema (weir_topology_get_stream (topology, stream))->config->name;
}

/* (nullable): a derived stream, or one without a record */
static WeirFieldUsage *
find_usage (WeirTopology *topology,
            guint         stream)
{
  return weir_stream_get_field_usage (weir_topology_get_stream (topology, stream));
}

/* What it is in every record; NULL: not the same in all. */
static const char *
get_only_kind (const WeirFieldCount *count,
               WeirCliFieldsDetail   detail)
{
  gboolean plain = count->n_plain == count->n_records;

  if (plain && count->role == WEIR_FIELD_ROLE_KEY)
    return _("keys");
  if (plain && count->role == WEIR_FIELD_ROLE_TIME)
    return _("times");
  if (plain)
    return _("numbers");
  if (count->n_booleans == count->n_records)
    return _("true or false");
  if (count->n_texts == count->n_records && count->role == WEIR_FIELD_ROLE_VALUE && detail != WEIR_CLI_FIELDS_ALL)
    return _("texts");

  return NULL;
}

/* Values are given as a list, keys and times alone. */
static void
say_field (WeirFieldUsage *usage,
           guint           field,
           const char     *prefix)
{
  g_autofree char *sentence = weir_field_usage_dup_sentence (usage, field);
  g_auto(GStrv) names = weir_field_usage_dup_suggestions (usage, field);
  g_autofree char *joined = g_strjoinv ("", names);
  WeirFieldCount count;
  gboolean comma;

  weir_field_usage_get_field (usage, field, &count);
  comma = weir_field_usage_is_absent (usage, field) && count.role == WEIR_FIELD_ROLE_VALUE && strchr (joined, ',') != NULL;
  weir_cli_say ("%s%s%s", prefix, sentence, comma ? _(" A comma that belongs to a name is written \\,") : "");
}

static gboolean
is_odd (const WeirFieldCount *count,
        WeirCliFieldsDetail   detail)
{
  return detail != WEIR_CLI_FIELDS_ABSENT && get_only_kind (count, detail) == NULL;
}

static void
say_usual (const GString *usual,
           guint64        n_records,
           const char    *prefix)
{
  if (usual->len > 0)
    weir_cli_say (ngettext ("%sfields in %" PRIu64 " record: %s", "%sfields in all %" PRIu64 " records: %s", (gulong) n_records), prefix, n_records, usual->str);
}

/* One line for what is as usual, and one for each field that is not. */
static void
say_stream (WeirFieldUsage      *usage,
            const char          *prefix,
            WeirCliFieldsDetail  detail)
{
  g_autoptr(GString) usual = g_string_new (NULL);
  guint64 n_records = 0;

  for (guint i = 0; i < weir_field_usage_get_n_fields (usage); i++)
    {
      WeirFieldCount count;

      weir_field_usage_get_field (usage, i, &count);
      if (count.n_records == 0)
        continue;
      n_records = MAX (n_records, count.n_records);
      if (weir_field_usage_is_absent (usage, i) || is_odd (&count, detail))
        say_field (usage, i, prefix);
      else if (detail == WEIR_CLI_FIELDS_ALL)
        g_string_append_printf (usual, "%s%s (%s)", usual->len > 0 ? ", " : "", count.path, get_only_kind (&count, detail));
    }

  say_usual (usual, n_records, prefix);
}

gboolean
weir_cli_fields_say (WeirTopology        *topology,
                     WeirCliDescription  *description,
                     WeirCliFieldsDetail  detail)
{
  guint n_streams = weir_topology_get_n_streams (topology);
  gboolean absent = FALSE;

  for (guint i = 0; i < n_streams; i++)
    {
      WeirFieldUsage *usage = find_usage (topology, i);
      const char *name = get_stream_name (topology, i);
      g_autofree char *prefix = n_streams > 1 ? g_strdup_printf ("%s: ", name) : g_strdup ("");

      if (usage == NULL)
        continue;
      say_stream (usage, prefix, detail);
      absent |= weir_field_usage_get_n_absent (usage) > 0 && !weir_cli_description_is_inferred (description, name);
    }

  return absent;
}

static const char *
get_role_word (WeirFieldRole role)
{
  switch (role)
    {
    case WEIR_FIELD_ROLE_KEY:
      return "key";
    case WEIR_FIELD_ROLE_TIME:
      return "time";
    case WEIR_FIELD_ROLE_VALUE:
    default:
      return "value";
    }
}

static void
append_member (GString    *json,
               const char *name,
               const char *text)
{
  g_string_append_printf (json, "%s\"%s\":", json->str[json->len - 1] == '{' ? "" : ",", name);
  weir_export_append_json_text (json, text, strlen (text));
}

static void
append_suggestions (WeirFieldUsage *usage,
                    guint           field,
                    GString        *json)
{
  g_auto(GStrv) names = weir_field_usage_dup_suggestions (usage, field);

  g_string_append (json, ",\"suggestions\":[");
  for (guint i = 0; weir_field_usage_is_absent (usage, field) && names[i] != NULL; i++)
    {
      g_string_append (json, i > 0 ? "," : "");
      weir_export_append_json_text (json, names[i], strlen (names[i]));
    }
  g_string_append (json, "]}");
}

static void
append_field (WeirFieldUsage *usage,
              guint           field,
              const char     *stream,
              GString        *json)
{
  static const char * const plain_words[] = { "numbers", "keys", "times" };
  WeirFieldCount count;

  weir_field_usage_get_field (usage, field, &count);
  g_string_append (json, json->str[json->len - 1] == '[' ? "{" : ",{");
  append_member (json, "stream", stream);
  append_member (json, "field", count.path);
  append_member (json, "role", get_role_word (count.role));
  g_string_append_printf (json, ",\"records\":%" G_GUINT64_FORMAT ",\"%s\":%" G_GUINT64_FORMAT ",\"texts\":%" G_GUINT64_FORMAT
                          ",\"booleans\":%" G_GUINT64_FORMAT ",\"nulls\":%" G_GUINT64_FORMAT ",\"objects\":%" G_GUINT64_FORMAT
                          ",\"missing\":%" G_GUINT64_FORMAT,
                          count.n_records, plain_words[count.role], count.n_plain, count.n_texts, count.n_booleans, count.n_nulls,
                          count.n_containers, count.n_missing);
  append_suggestions (usage, field, json);
}

void
weir_cli_fields_append_json (WeirTopology *topology,
                             GString      *json)
{
  g_string_append (json, ",\"fields\":[");
  for (guint i = 0; i < weir_topology_get_n_streams (topology); i++)
    {
      WeirFieldUsage *usage = find_usage (topology, i);

      for (guint j = 0; usage != NULL && j < weir_field_usage_get_n_fields (usage); j++)
        append_field (usage, j, get_stream_name (topology, i), json);
    }
  g_string_append_c (json, ']');
}
