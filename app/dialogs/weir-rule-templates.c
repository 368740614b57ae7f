#include "config.h"

#include "app/dialogs/weir-rule-templates.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "data/alert/weir-condition-threshold.h"

/* What a limit is where nothing is known of the values. */
#define LIMIT_DEFAULT 100.0

/* In a condition the words in capitals stand for a field of that kind, LIMIT for a number. */
static const struct
{
  const char  *title;
  WeirRuleKind kind;
  const char  *fire;
  const char  *silence;
} templates[] = {
  { N_("Threshold"), WEIR_RULE_RECORD, "NUMBER > LIMIT", NULL },
  { N_("Threshold of Windows"), WEIR_RULE_WINDOW, "NUMBER_mean > LIMIT", NULL },
  { N_("Spike"), WEIR_RULE_RECORD, "ewma_zscore(NUMBER, 5m) > 6", NULL },
  { N_("Drop"), WEIR_RULE_RECORD, "zscore(NUMBER, 1h) < -6", NULL },
  { N_("Outlier"), WEIR_RULE_RECORD, "abs(rzscore(NUMBER, 1h)) > 3.5", NULL },
  { N_("Change in %"), WEIR_RULE_RECORD, "abs(change_pct(NUMBER, 10m)) > 5", NULL },
  { N_("Rate of Change"), WEIR_RULE_RECORD, "abs(rate(NUMBER, 1m)) > 0.5", NULL },
  { N_("Velocity, Number"), WEIR_RULE_RECORD, "count(10m) > 5", NULL },
  { N_("Velocity, Sum"), WEIR_RULE_RECORD, "sum(NUMBER, 1h) > LIMIT", NULL },
  { N_("Impossible Travel"), WEIR_RULE_RECORD,
    "speed_kmh(LATITUDE, LONGITUDE) > 900 and distance_km(LATITUDE, LONGITUDE) > 100", NULL },
  { N_("Silence of a Key"), WEIR_RULE_SILENCE, NULL, "5m" },
  { N_("Rare Value"), WEIR_RULE_RECORD, "first_seen(TEXT)", NULL },
  { N_("Flag"), WEIR_RULE_RECORD, "FLAG = true", NULL },
};

guint
weir_rule_templates_get_n (void)
{
  return G_N_ELEMENTS (templates);
}

const char *
weir_rule_templates_get_title (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (templates), NULL);

  return _(templates[i].title);
}

static gboolean
is_called (const WeirFieldConfig *field,
           const char            *part)
{
  const char *dot = strrchr (field->name, '.');

  return g_ascii_strncasecmp (dot != NULL ? dot + 1 : field->name, part, strlen (part)) == 0;
}

/* The first field of that type whose name begins so, else the first of that type, else the word itself: it is refused. */
static const char *
find_field (const WeirStreamConfig *stream,
            WeirFieldType           type,
            const char             *part,
            const char             *otherwise)
{
  const char *found = NULL;

  for (guint i = 0; i < stream->fields->len; i++)
    {
      const WeirFieldConfig *field = g_ptr_array_index (stream->fields, i);

      if (field->type != type)
        continue;
      if (part == NULL || is_called (field, part))
        return field->name;
      if (found == NULL)
        found = field->name;
    }

  return found != NULL ? found : otherwise;
}

static char *
fill_in (const char             *condition,
         const WeirStreamConfig *stream,
         double                  limit)
{
  g_autofree char *number = weir_condition_threshold_format (isfinite (limit) ? limit : LIMIT_DEFAULT);
  g_autoptr(GString) text = g_string_new (condition);

  g_string_replace (text, "NUMBER", find_field (stream, WEIR_FIELD_NUMBER, NULL, "value"), 0);
  g_string_replace (text, "LATITUDE", find_field (stream, WEIR_FIELD_NUMBER, "lat", "lat"), 0);
  g_string_replace (text, "LONGITUDE", find_field (stream, WEIR_FIELD_NUMBER, "lon", "lon"), 0);
  g_string_replace (text, "TEXT", find_field (stream, WEIR_FIELD_TEXT, NULL, "value"), 0);
  g_string_replace (text, "FLAG", find_field (stream, WEIR_FIELD_FLAG, NULL, "value"), 0);
  g_string_replace (text, "LIMIT", number, 0);

  return g_strdup (text->str);
}

void
weir_rule_templates_apply (guint                   i,
                           const WeirStreamConfig *stream,
                           double                  limit,
                           JsonObject             *rule)
{
  JsonObject *condition = json_object_new ();

  g_return_if_fail (i < G_N_ELEMENTS (templates) && stream != NULL);

  json_object_set_string_member (rule, "kind", weir_rule_kind_get_word (templates[i].kind));
  if (templates[i].fire != NULL)
    {
      g_autofree char *fire = fill_in (templates[i].fire, stream, limit);

      json_object_set_string_member (condition, "fire", fire);
    }
  if (templates[i].silence != NULL)
    json_object_set_string_member (condition, "silence", templates[i].silence);
  json_object_set_object_member (rule, "condition", condition);
}
