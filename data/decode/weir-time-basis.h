#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirTimeBasis:
 * @WEIR_TIME_BASIS_FIELD: a field of its payload
 * @WEIR_TIME_BASIS_RECORD: the timestamp of the record
 * @WEIR_TIME_BASIS_ARRIVAL: when it came here
 *
 * Which time of a record is its event time.
 */
typedef enum
{
  WEIR_TIME_BASIS_FIELD,
  WEIR_TIME_BASIS_RECORD,
  WEIR_TIME_BASIS_ARRIVAL,
} WeirTimeBasis;

const char *weir_time_basis_get_word (guint basis);

G_END_DECLS
