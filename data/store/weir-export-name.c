#include "config.h"

#include "data/store/weir-export-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char      *ending;
  WeirExportFormat format;
} endings[] = {
  { ".csv", WEIR_EXPORT_CSV },
  { ".json", WEIR_EXPORT_NDJSON },
  { ".jsonl", WEIR_EXPORT_NDJSON },
  { ".ndjson", WEIR_EXPORT_NDJSON },
  { ".parquet", WEIR_EXPORT_PARQUET },
  { ".pq", WEIR_EXPORT_PARQUET },
};

static const char * const format_names[] = { "CSV", "JSON", "Parquet" };

/**
 * weir_export_name_find_format:
 * @path: (type filename): what a file is to be called
 * @wanted: (nullable): the format that was asked for by name
 * @usual: the format of a file whose name has no ending
 * @format: (out): the format to write
 * @error: return location
 *
 * Tells the format that a name's ending stands for, whatever its case; ".gz"
 * behind it means compressed. With @wanted, an ending that stands for nothing
 * is fine, and one that stands for another format is not: the file would not
 * be what its name says.
 *
 * Returns: %TRUE, or %FALSE and %WEIR_STORE_ERROR_NAME
 */
gboolean
weir_export_name_find_format (const char             *path,
                              const WeirExportFormat *wanted,
                              WeirExportFormat        usual,
                              WeirExportFormat       *format,
                              GError                **error)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *ending;

  if (weir_output_file_is_gzip (name))
    name[strlen (name) - strlen (".gz")] = '\0';
  /* The dot of a hidden file begins no ending. */
  ending = strrchr (*name != '\0' ? name + 1 : name, '.');
  *format = wanted != NULL ? *wanted : usual;

  for (guint i = 0; ending != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_ascii_strcasecmp (ending, endings[i].ending) == 0)
      {
        *format = endings[i].format;
        if (wanted == NULL || *wanted == *format)
          return TRUE;
        g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_NAME,
                     _("%s is the name of a %s file, not of a %s file; choose another ending or format"),
                     path, format_names[*format], format_names[*wanted]);
        return FALSE;
      }

  if (ending == NULL || wanted != NULL)
    return TRUE;

  g_set_error (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_NAME,
               _("%s: no format has the ending “%s”; there are .csv, .json, .ndjson, .jsonl, .parquet and .pq, and with .gz "
                 "behind them CSV and JSON are compressed"),
               path, ending);

  return FALSE;
}
