#include "config.h"

#include "data/decode/weir-decoder-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decode/weir-path-likeness.h"

static gboolean set_spec_error (GError    **error,
                                const char *format,
                                ...) G_GNUC_PRINTF (2, 3);

static gboolean
set_spec_error (GError    **error,
                const char *format,
                ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, WEIR_DECODE_ERROR, WEIR_DECODE_ERROR_SPEC, message);

  return FALSE;
}

static gboolean
refuse_column (const char           *path,
               const char * const   *columns,
               GError              **error)
{
  g_auto(GStrv) alike = weir_path_find_alike (path, columns);
  g_autofree char *hint = weir_path_dup_hint (path, (const char * const *) alike);

  return set_spec_error (error, _("There is no column “%s” among those given%s"), path, hint);
}

static gboolean
find_slot (WeirDecoder           *self,
           const WeirDecoderSpec *spec,
           const char            *path,
           gint                  *slot,
           GError               **error)
{
  if (self->format == WEIR_FORMAT_JSON)
    {
      const WeirFieldNode *node = weir_field_tree_add (self->tree, path);

      *slot = node != NULL ? (gint) node->index : -1;
      return *slot >= 0 || set_spec_error (error, _("“%s” is no path: write names with dots between them, "
                                                    "and \\. for a dot of a name"), path);
    }

  if (self->format == WEIR_FORMAT_RAW)
    return set_spec_error (error, _("Raw records have no fields; there is no “%s”"), path);

  *slot = weir_line_reader_find_column (self->line_reader, path);
  if (*slot >= 0)
    return TRUE;
  if (weir_record_format_get_field (self->format) != NULL)
    return set_spec_error (error, _("Bare numbers have one field, “%s”; there is no “%s”"),
                           weir_record_format_get_field (self->format), path);
  return refuse_column (path, spec->csv_columns, error);
}

static gboolean
set_up_line_reader (WeirDecoder           *self,
                    const WeirDecoderSpec *spec,
                    GError               **error)
{
  if (spec->format == WEIR_FORMAT_NUMBER)
    {
      self->line_reader = weir_line_reader_new_number ();
      return TRUE;
    }

  if (spec->csv_columns == NULL || spec->csv_columns[0] == NULL)
    return set_spec_error (error, _("CSV needs the names of its columns"));
  if (spec->csv_separator != '\0' && strchr ("\"\r\n", spec->csv_separator) != NULL)
    return set_spec_error (error, _("A quote or a line end cannot part the columns of CSV"));

  self->line_reader = weir_line_reader_new (spec->csv_columns, spec->csv_separator);
  return TRUE;
}

static gboolean
set_up_slots (WeirDecoder           *self,
              const WeirDecoderSpec *spec,
              GError               **error)
{
  self->key_slot = -1;
  self->time_slot = -1;

  if (spec->key_path != NULL && !find_slot (self, spec, spec->key_path, &self->key_slot, error))
    return FALSE;

  if (spec->time_basis == WEIR_TIME_BASIS_FIELD)
    {
      if (spec->time_path == NULL)
        return set_spec_error (error, _("The time is to come from a field, but no field is named"));
      if (!find_slot (self, spec, spec->time_path, &self->time_slot, error))
        return FALSE;
    }

  for (guint i = 0; i < self->n_fields; i++)
    if (!find_slot (self, spec, self->field_paths[i], &self->field_slots[i], error))
      return FALSE;

  return TRUE;
}

/*< private >
 * weir_decoder_set_up:
 * @self: a new decoder
 * @spec: what to find in payloads and how; copied
 * @error: return location for an error
 *
 * Returns: %FALSE with %WEIR_DECODE_ERROR_SPEC if a path, column or zone in @spec cannot be
 */
gboolean
weir_decoder_set_up (WeirDecoder           *self,
                     const WeirDecoderSpec *spec,
                     GError               **error)
{
  static const char *const no_fields[] = { NULL };

  self->format = spec->format;
  self->time_basis = spec->time_basis;
  self->time_path = g_strdup (spec->time_path);
  self->field_paths = g_strdupv ((char **) (spec->field_paths != NULL ? spec->field_paths : no_fields));
  self->n_fields = g_strv_length (self->field_paths);
  self->field_slots = g_new0 (gint, self->n_fields);
  self->values = g_new0 (WeirValue, self->n_fields);

  if (!weir_event_clock_init (&self->clock, spec->time_unit, spec->zone))
    return set_spec_error (error, _("There is no time zone “%s”; write one like Europe/Zurich or +02:00"), spec->zone);

  if (self->format == WEIR_FORMAT_JSON)
    self->tree = weir_field_tree_new ();
  else if (self->format != WEIR_FORMAT_RAW && !set_up_line_reader (self, spec, error))
    return FALSE;

  if (!set_up_slots (self, spec, error))
    return FALSE;

  self->usage = weir_field_usage_new (spec);
  self->tallies = weir_field_usage_get_tallies (self->usage);
  self->key_tally = weir_field_usage_find_role (self->usage, WEIR_FIELD_ROLE_KEY);
  self->time_tally = weir_field_usage_find_role (self->usage, WEIR_FIELD_ROLE_TIME);

  if (self->format == WEIR_FORMAT_JSON)
    {
      self->scanner = weir_json_scanner_new (self->tree);
      self->json_tokens = weir_json_scanner_get_tokens (self->scanner);
    }
  return TRUE;
}
