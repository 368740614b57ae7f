#include "config.h"

#include "data/decode/weir-time-basis.h"

static const char * const words[] = {
  [WEIR_TIME_BASIS_FIELD] = "field",
  [WEIR_TIME_BASIS_RECORD] = "record",
  [WEIR_TIME_BASIS_ARRIVAL] = "arrival",
};

/**
 * weir_time_basis_get_word:
 * @basis: a #WeirTimeBasis
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_time_basis_get_word (guint basis)
{
  return basis < G_N_ELEMENTS (words) ? words[basis] : NULL;
}
