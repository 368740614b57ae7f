#include "config.h"

#include "data/store/weir-column-type.h"

/* Integers beyond it are not all doubles. */
#define EXACT_MAX ((gint64) 1 << 53)

enum
{
  SEEN_INTEGER = 1 << 0,
  SEEN_DOUBLE = 1 << 1,
  SEEN_BOOLEAN = 1 << 2,
  SEEN_TEXT = 1 << 3,
  SEEN_LARGE = 1 << 4,   /* an integer that may be no double */
};

/*< private >
 * weir_column_type_see:
 * @value: of a column
 *
 * Returns: bits that are added to those of the column's other values
 */
guint
weir_column_type_see (const WeirValue *value)
{
  switch (value->type)
    {
    case WEIR_VALUE_INT:
      return SEEN_INTEGER | (value->as_int > EXACT_MAX || value->as_int < -EXACT_MAX ? SEEN_LARGE : 0);
    case WEIR_VALUE_DOUBLE:
      return SEEN_DOUBLE;
    case WEIR_VALUE_BOOL:
      return SEEN_BOOLEAN;
    case WEIR_VALUE_TEXT:
      return SEEN_TEXT;
    default:
      return 0;
    }
}

/* The one type that all values have; numbers are DOUBLE where that loses nothing, and what has no one type is text. */
static duckdb_type
find_any_type (guint seen)
{
  if (seen == SEEN_BOOLEAN)
    return DUCKDB_TYPE_BOOLEAN;
  if (seen == 0 || (seen & (SEEN_BOOLEAN | SEEN_TEXT)) != 0)
    return DUCKDB_TYPE_VARCHAR;
  if ((seen & SEEN_DOUBLE) == 0)
    return DUCKDB_TYPE_BIGINT;

  return (seen & SEEN_LARGE) == 0 ? DUCKDB_TYPE_DOUBLE : DUCKDB_TYPE_VARCHAR;
}

/*< private >
 * weir_column_type_find:
 * @type: what a column is declared as
 * @seen: what was seen of its values
 *
 * Returns: the type that takes all of them
 */
duckdb_type
weir_column_type_find (WeirExportColumnType type,
                       guint                seen)
{
  switch (type)
    {
    case WEIR_EXPORT_TIME:
      return DUCKDB_TYPE_TIMESTAMP_TZ;
    case WEIR_EXPORT_INTEGER:
      return DUCKDB_TYPE_BIGINT;
    case WEIR_EXPORT_DOUBLE:
      return DUCKDB_TYPE_DOUBLE;
    case WEIR_EXPORT_BOOLEAN:
      return DUCKDB_TYPE_BOOLEAN;
    case WEIR_EXPORT_BLOB:
      return DUCKDB_TYPE_BLOB;
    case WEIR_EXPORT_NUMBER:
      return (seen & SEEN_DOUBLE) != 0 ? DUCKDB_TYPE_DOUBLE : DUCKDB_TYPE_BIGINT;
    case WEIR_EXPORT_ANY:
      return find_any_type (seen);
    case WEIR_EXPORT_TEXT:
    default:
      return DUCKDB_TYPE_VARCHAR;
    }
}
