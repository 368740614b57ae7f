#include "config.h"

#include "data/alert/weir-severity.h"

static const char * const words[] = {
  [WEIR_SEVERITY_INFO] = "info",
  [WEIR_SEVERITY_WARNING] = "warning",
  [WEIR_SEVERITY_CRITICAL] = "critical",
};

/**
 * weir_severity_get_word:
 * @severity: a #WeirSeverity
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): its word; %NULL past the last
 */
const char *
weir_severity_get_word (guint severity)
{
  return severity < G_N_ELEMENTS (words) ? words[severity] : NULL;
}
