#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeirPropertyRisk:
 * @WEIR_PROPERTY_RISK_NONE: says how to reach brokers and how much to ask of them, no more
 * @WEIR_PROPERTY_RISK_RUNS: runs a program or loads a library
 * @WEIR_PROPERTY_RISK_TRUST: decides whom the connection trusts
 * @WEIR_PROPERTY_RISK_READS: reads or writes a file of this machine
 * @WEIR_PROPERTY_RISK_SENDS: logs in at an address of its own
 * @WEIR_PROPERTY_RISK_GIVEN: gets passwords and keys that the user set
 * @WEIR_PROPERTY_RISK_JOINS: reads as a member of a group of others
 * @WEIR_PROPERTY_RISK_MEMORY: lets the connection take much memory
 * @WEIR_PROPERTY_RISK_OTHER: is on no list of ours
 *
 * What a property could do when another user wrote it.
 */
typedef enum
{
  WEIR_PROPERTY_RISK_NONE,
  WEIR_PROPERTY_RISK_RUNS,
  WEIR_PROPERTY_RISK_TRUST,
  WEIR_PROPERTY_RISK_READS,
  WEIR_PROPERTY_RISK_SENDS,
  WEIR_PROPERTY_RISK_GIVEN,
  WEIR_PROPERTY_RISK_JOINS,
  WEIR_PROPERTY_RISK_MEMORY,
  WEIR_PROPERTY_RISK_OTHER,
} WeirPropertyRisk;

const char       *weir_property_get_canonical (const char *name);
gboolean          weir_property_is_secret     (const char *name);
gboolean          weir_property_is_ours       (const char *name);
WeirPropertyRisk  weir_property_get_risk      (const char *name,
                                               const char *value);

G_END_DECLS
