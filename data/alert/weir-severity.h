#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirSeverity:
 * @WEIR_SEVERITY_INFO: worth a notice
 * @WEIR_SEVERITY_WARNING: worth a look
 * @WEIR_SEVERITY_CRITICAL: to be acted on
 *
 * How serious an alert is.
 */
typedef enum
{
  WEIR_SEVERITY_INFO,
  WEIR_SEVERITY_WARNING,
  WEIR_SEVERITY_CRITICAL,
} WeirSeverity;

const char *weir_severity_get_word (guint severity);

G_END_DECLS
